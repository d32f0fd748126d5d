using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Ops;

/// <summary>Dead letters, alarms and the reconciliation report, for role ops.</summary>
internal static class OpsEndpoints
{
    public static void MapOps(this IEndpointRouteBuilder app)
    {
        var ops = app.MapGroup("/api/ops").RequireAuthorization(Authentication.Ops).WithTags("Operations (staff)");
        ops.MapGet("/dead-letters", DeadLettersAsync)
            .WithSummary("Effects that could not be delivered, the latest promised first")
            .Produces<DeadLetterList>()
            .ProducesProblem(400);
        ops.MapPost("/dead-letters/{id}/replay", ReplayAsync)
            .WithSummary("Delivers one anew, under the same id")
            .Produces(202)
            .ProducesProblem(404);
        ops.MapGet("/alarms", AlarmsAsync)
            .WithSummary("Alarms, open ones unless closed=true, the latest raised first")
            .Produces<AlarmList>()
            .ProducesProblem(400);
        ops.MapPost("/alarms/{id}/close", CloseAsync)
            .WithSummary("Closes an alarm; raised again, it is another")
            .Produces<AlarmView>()
            .ProducesProblem(404);
        ops.MapGet("/reconciliation", ReconciliationAsync)
            .WithSummary("Whether units, money and vouchers add up: the last look of each minute")
            .Produces<Reconciliation>();
    }

    // Without a report the first run is still to come, within a minute.
    private static async Task<Reconciliation> ReconciliationAsync(IGrainFactory grains, TimeProvider time) =>
        new(time.GetUtcNow(), await grains.GetGrain<IReconciliationGrain>(0).LatestAsync());

    private static Task<IResult> DeadLettersAsync(
        string? before,
        int? limit,
        IGrainFactory grains,
        TimeProvider time
    ) =>
        PageAsync(
            before,
            limit,
            grains.GetGrain<IDeadLettersGrain>(0).ListAsync,
            letter => letter.Id,
            (letters, next) => new DeadLetterList(time.GetUtcNow(), letters, next)
        );

    private static Task<IResult> AlarmsAsync(
        bool? closed,
        string? before,
        int? limit,
        IGrainFactory grains,
        TimeProvider time
    ) =>
        PageAsync(
            before,
            limit,
            (from, size) => grains.GetGrain<IAlarmsGrain>(0).ListAsync(closed ?? false, from, size),
            alarm => alarm.Id,
            (alarms, next) => new AlarmList(time.GetUtcNow(), alarms, next)
        );

    private static async Task<IResult> ReplayAsync(string id, IGrainFactory grains, HttpContext http) =>
        Guid.TryParseExact(id, "D", out var letter)
        && await grains.GetGrain<IDeadLettersGrain>(0).ReplayAsync(letter, http.Staff())
            ? Results.StatusCode(StatusCodes.Status202Accepted)
            : Problems.NotFound;

    private static async Task<IResult> CloseAsync(string id, IGrainFactory grains, HttpContext http) =>
        Guid.TryParseExact(id, "D", out var alarm)
        && await grains.GetGrain<IAlarmsGrain>(0).CloseAsync(alarm, http.Staff()) is { } closed
            ? Results.Ok(closed)
            : Problems.NotFound;

    private static async Task<IResult> PageAsync<T>(
        string? before,
        int? limit,
        Func<Guid?, int, Task<ImmutableArray<T>>> list,
        Func<T, Guid> id,
        Func<ImmutableArray<T>, Guid?, object> answer
    )
    {
        if (
            PageQuery<PageKey>.Read(before, limit, PageLimits.OfStaff, "the id that a page ended with", out var page) is
            { } wrong
        )
            return wrong;
        var listed = await list(page.Before?.Value, page.Limit);
        return Results.Ok(answer(listed, page.Next(listed, id)));
    }

    internal sealed record DeadLetterList(DateTimeOffset ServerTime, ImmutableArray<DeadLetter> Items, Guid? Next);

    internal sealed record Reconciliation(DateTimeOffset ServerTime, ReconciliationReport? Report);

    internal sealed record AlarmList(DateTimeOffset ServerTime, ImmutableArray<AlarmView> Items, Guid? Next);
}
