using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>The hot path: token -> gate -> shard. Everything that can be refused without a grain is refused before one is asked.</summary>
internal static partial class PlaceOrder
{
    // Database 3 s < grain 5 s < this: when it runs out, the customer is told that the outcome is unknown.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    public static void MapPlaceOrder(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/flash-sales/{saleId}/orders", PlaceAsync).RequireAuthorization(Authentication.Customer)
            .WithTags("Orders").WithSummary("Takes units of a sale and holds them until payBy")
            .WithDescription("Needs an Idempotency-Key. The same key and body give the same answer again for at least seven days; after an unknown answer (a time-out, 5xx, 429, or 409 in-progress) send the same key again.")
            .Produces<PlacedOrder>(201).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409)
            .ProducesProblem(422).ProducesProblem(429).ProducesProblem(503);

    private static async Task<IResult> PlaceAsync(
        string saleId, OrderRequest body, HttpContext http, SaleBoard board, TimeProvider time, ILogger<OrderRequest> log)
    {
        if (IdempotencyKey.Read(http.Request.Headers, out var keyHash) is { } wrongKey) return wrongKey;
        if (body.Quantity < 1) return Problems.Invalid("quantity", "Must be at least 1.");
        if (!SaleId.TryParse(saleId, null, out var id) || await board.FindAsync(id) is not { } sale) return Problems.NotFound;
        if (body.Quantity > sale.Terms.LimitPerOrder)
            return Problems.Invalid("quantity", $"At most {sale.Terms.LimitPerOrder} in one order of this sale.");
        var customer = http.Customer();
        var reply = sale.Refuse(customer, out var shard)
            ?? await AskAsync(shard, new(customer, keyHash, body.Quantity, body.Quantity), time, log, http.RequestAborted);
        return OrderOutcomes.Answer(reply, sale, http);
    }

    /// <summary>Asks until the answer is definite: the same key makes that safe.</summary>
    private static async ValueTask<HoldReply> AskAsync(
        IStockShardGrain shard, HoldRequest request, TimeProvider time, ILogger log, CancellationToken aborted)
    {
        var started = time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                var asked = shard.HoldAsync(request);
                // The first attempt ends by itself in 5 s. A further one gets what is left of the patience, not 5 s more.
                var reply = await (pause == FirstPause ? asked : asked.WaitAsync(Left(started, time), time, aborted));
                if (reply.Outcome != HoldOutcome.Retry) return reply;
            }
#pragma warning disable CA1031 // a silo that died, a database that is away: unknown, whatever it was, until the key is asked again
            catch (Exception unknown)
            {
                LogUnknown(log, unknown.GetType().Name, unknown.Message);
            }
#pragma warning restore CA1031
            if (time.GetElapsedTime(started) + pause > Patience) return new(HoldOutcome.Retry);
            await Task.Delay(pause, time, aborted);
        }
    }

    private static TimeSpan Left(long started, TimeProvider time) =>
        Patience - time.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    [LoggerMessage(1, LogLevel.Warning, "An order's outcome is unknown, its key is asked again: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);

    /// <param name="Quantity">Units, from 1 to the sale's limit per order.</param>
    internal sealed record OrderRequest(int Quantity);
}
