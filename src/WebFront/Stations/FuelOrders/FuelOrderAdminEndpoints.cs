using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;
using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Stations.FuelOrders;

/// <summary>Fuel orders in manual review, and the decisions that end it. Each decision is audited with the caller's name.</summary>
internal static class FuelOrderAdminEndpoints
{
    private const int MaxListed = 200;
    private const int MaxReason = 200;

    private static readonly Problem NotWaiting = new(
        "already-decided",
        409,
        "Not waiting for this",
        "It was decided before, or it does not wait for a decision."
    );
    private static readonly Problem NotSettled = new(
        "not-settled",
        409,
        "Not worked out",
        "What the fuel came to is not known: say with keepFen what is kept."
    );

    public static void MapFuelOrderAdmin(this IEndpointRouteBuilder app)
    {
        var staff = app.MapGroup("/api/admin/fuel-orders")
            .RequireAuthorization(Authentication.Money)
            .WithTags("Fuel (staff)");
        staff
            .MapGet("", ListAsync)
            .WithSummary("Fuel orders that wait for staff, oldest first")
            .Produces<FuelOrderCases>();
        staff
            .MapPost("/{orderId}/decide", DecideAsync)
            .WithSummary("Ends one: as it was worked out, or keeping so much of the money (0: all goes back)")
            .WithDescription(
                "A large refund, for the order or for the caller's last 24 hours, is 202: it takes effect when a second person decides "
                    + "the same."
            )
            .Produces<FuelOrderCaseJson>()
            .Produces<FuelOrderCaseJson>(202)
            .ProducesProblem(400)
            .ProducesProblem(403)
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(503);
    }

    private static async Task<FuelOrderCases> ListAsync(IGrainFactory grains, TimeProvider time) =>
        new(
            time.GetUtcNow(),
            [
                .. (await grains.GetGrain<IFuelOrderIntakeGrain>(0).BackOfficeAsync(MaxListed)).Select(
                    FuelOrderCaseJson.Of
                ),
            ]
        );

    private static async Task<IResult> DecideAsync(
        string orderId,
        FuelDecisionRequest body,
        HttpContext http,
        IGrainFactory grains
    )
    {
        var errors = new Dictionary<string, string[]>();
        var reason = body.Reason.Trim();
        if (reason.Length is 0 or > MaxReason || reason.Any(char.IsControl))
            errors["reason"] = [$"Must have 1 to {MaxReason} characters, none of them control characters."];
        if (body.KeepFen < 0)
            errors["keepFen"] = ["Must not be negative."];
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var intake = grains.GetGrain<IFuelOrderIntakeGrain>(0);
        if (!OrderId.TryParse(orderId, null, out var id) || await intake.DetailAsync(id, null) is null)
            return Problems.NotFound;
        return await grains
            .GetGrain<IFuelOrderGrain>(id.Value)
            .DecideAsync(new(body.KeepFen, http.Staff(), reason)) switch
        {
            FuelDecisionOutcome.Done => Results.Ok(await CaseAsync()),
            FuelDecisionOutcome.AwaitsSecondPerson => Results.Accepted(null, await CaseAsync()),
            FuelDecisionOutcome.SamePerson => RefundOutcomes.SamePerson,
            FuelDecisionOutcome.NotFound => Problems.NotFound,
            FuelDecisionOutcome.NotWaiting => NotWaiting,
            FuelDecisionOutcome.TooMuch => Problems.Invalid("keepFen", "More than was paid."),
            FuelDecisionOutcome.NotSettled => NotSettled,
            _ => Problems.Unavailable,
        };

        async Task<FuelOrderCaseJson> CaseAsync() => FuelOrderCaseJson.Of((await intake.DetailAsync(id, null))!);
    }

    /// <param name="KeepFen">The amount that is kept; null keeps the settled amount.</param>
    internal sealed record FuelDecisionRequest(string Reason, long? KeepFen = null);

    internal sealed record FuelOrderCases(DateTimeOffset ServerTime, ImmutableArray<FuelOrderCaseJson> Orders);
}
