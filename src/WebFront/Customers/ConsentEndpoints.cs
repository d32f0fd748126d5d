using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Customers;

/// <summary>Routes for the subscribe messages that a customer agreed to.</summary>
internal static class ConsentEndpoints
{
    // wx.requestSubscribeMessage asks for five at most.
    private const int MaxTemplates = 5;
    private const int MaxIdLength = 128;

    public static void MapConsents(this IEndpointRouteBuilder app)
    {
        var consents = app.MapGroup("/api/me/consents")
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Notices");
        consents
            .MapGet("", ListAsync)
            .WithSummary("The templates to ask for with wx.requestSubscribeMessage, and the consents that are left")
            .Produces<ConsentList>();
        consents
            .MapPost("", AcceptAsync)
            .WithSummary("Counts a consent for each template that wx.requestSubscribeMessage answered accept for")
            .Produces<ConsentList>()
            .ProducesProblem(400);
    }

    private static async Task<ConsentList> ListAsync(HttpContext http, IGrainFactory grains) =>
        new(await grains.GetGrain<IConsentsGrain>(0).ListAsync(http.Customer()));

    private static async Task<IResult> AcceptAsync(NewConsents request, HttpContext http, IGrainFactory grains)
    {
        if (
            request.Templates.IsDefaultOrEmpty
            || request.Templates.Length > MaxTemplates
            || request.Templates.Any(t => t is null || t.Length is 0 or > MaxIdLength)
        )
            return Problems.Invalid("templates", $"Must be 1 to {MaxTemplates} template ids.");
        return await grains.GetGrain<IConsentsGrain>(0).AcceptAsync(http.Customer(), request.Templates) is { } consents
            ? Results.Ok(new ConsentList(consents))
            : Problems.Invalid("templates", "Names a template that this mini-program does not have.");
    }

    internal sealed record NewConsents(ImmutableArray<string> Templates);

    internal sealed record ConsentList(ImmutableArray<ConsentView> Consents);
}
