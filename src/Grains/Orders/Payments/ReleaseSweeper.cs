using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Finds orders whose grace is over and returns their units without the gateway, so that a gateway that hangs delays nobody longer.
/// </summary>
public sealed class ReleaseSweeper(
    LedgerDatabase ledger,
    OverdueRelease release,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    ILogger<ReleaseSweeper> log
)
    : DueRowsService<OrderId>(
        "The sweep of orders past their grace",
        Due,
        options.Value.Sweep,
        lease: TimeSpan.FromSeconds(30),
        ledger,
        time,
        log
    )
{
    private static readonly DueRows<OrderId> Due = new(
        "pay_attempts",
        "out_trade_no",
        "release_at",
        "order_id",
        r => new(r.Id(0))
    );

    protected override Task HandleAsync(OrderId row) => release.ReleaseAsync(row);
}

/// <summary>Finishes a closing order past its grace at its owner. Money that still comes is refunded as late.</summary>
public sealed class OverdueRelease(LedgerDatabase ledger, OrderOwners owners, PaymentInbox inbox)
{
    /// <summary>
    /// Returns when the order holds nothing, or leaves it for the next sweep: an order that its owner has not expired yet, that has a
    /// payment to decide, or whose owner does not answer.
    /// </summary>
    public async Task ReleaseAsync(OrderId id)
    {
        var (order, payments) = await ReadAsync(id);
        foreach (var paid in payments.Where(PayRule.IsUndecided))
            if (!await inbox.ApplyAsync(paid.TransactionId))
                return;
        if (payments.Any(PayRule.IsUndecided))
            (order, _) = await ReadAsync(id);
        if (order is { Status: OrderStatus.PendingPayment })
            return;
        if (
            order is { Status: OrderStatus.Closing }
            && (await owners.ApplyAsync(order, OrderAction.FinishClosing)).Outcome == TransitionOutcome.Unknown
        )
            return;
        await ledger.WriteAsync(session => PaymentAttemptTable.EndReleaseAsync(session, id), CancellationToken.None);
    }

    private Task<(OrderSnapshot? Order, ImmutableArray<PaymentView> Payments)> ReadAsync(OrderId id) =>
        ledger.ReadAsync(async session =>
            (await OrderSnapshot.FindAsync(session, id), await PaymentTable.OfOrderAsync(session, id))
        );
}
