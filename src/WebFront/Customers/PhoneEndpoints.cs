using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Customers;

/// <summary>Routes for a customer's phone number, which WeChat gives for a code. The number itself is in no answer.</summary>
internal static class PhoneEndpoints
{
    private const int MaxCodeLength = 256;

    private static readonly Problem BadCode = new(
        "bad-phone-code",
        400,
        "The code is not valid",
        "A code of getPhoneNumber is good for five minutes and for one request. Ask the customer again and send the new code once."
    );
    private static readonly Problem Foreign = new(
        "foreign-phone-code",
        400,
        "The code belongs to another mini-program",
        "Send a code that this mini-program got."
    );
    private static readonly Problem TooFrequent = Problems.TooManyRequests with
    {
        Detail = "WeChat limits how often a number is asked for. Try again in a minute.",
        RetryAfterSeconds = 60,
    };
    private static readonly Problem Away = new(
        "phone-unavailable",
        503,
        "WeChat gives no answer",
        "The code may be used up. Ask the customer again in a moment and send the new code."
    )
    {
        RetryAfterSeconds = 5,
    };

    public static void MapPhones(this IEndpointRouteBuilder app)
    {
        var phone = app.MapGroup("/api/profile/phone")
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Customers");
        phone
            .MapGet(
                "",
                async (IGrainFactory grains, HttpContext http) => new PhoneJson(await Grain(grains, http).GetAsync())
            )
            .WithSummary("Your phone number, masked; null when none is kept");
        phone
            .MapPost("", SetAsync)
            .WithSummary("Keeps the phone number of a code of getPhoneNumber, sealed")
            .Produces<PhoneJson>()
            .ProducesProblem(400)
            .ProducesProblem(429)
            .ProducesProblem(503);
        phone.MapDelete("", ForgetAsync).WithSummary("Forgets your phone number").Produces(204);
    }

    private static async Task<IResult> SetAsync(NewPhone request, IGrainFactory grains, HttpContext http)
    {
        if (request.Code.Length is 0 or > MaxCodeLength)
            return Problems.Invalid("code", $"Must have 1 to {MaxCodeLength} characters.");
        var reply = await Grain(grains, http).SetAsync(request.Code);
        return reply.Outcome switch
        {
            CustomerPhoneOutcome.Done => Results.Ok(new PhoneJson(reply.Masked)),
            CustomerPhoneOutcome.BadCode => BadCode,
            CustomerPhoneOutcome.Foreign => Foreign,
            CustomerPhoneOutcome.TooFrequent => TooFrequent,
            _ => Away,
        };
    }

    private static async Task<IResult> ForgetAsync(IGrainFactory grains, HttpContext http)
    {
        await Grain(grains, http).ForgetAsync();
        return Results.NoContent();
    }

    private static ICustomerPhoneGrain Grain(IGrainFactory grains, HttpContext http) =>
        grains.GetGrain<ICustomerPhoneGrain>(http.Customer().Value);

    internal sealed record NewPhone(string Code);

    /// <param name="Phone">The masked number, such as 138****8000.</param>
    internal sealed record PhoneJson(string? Phone);
}
