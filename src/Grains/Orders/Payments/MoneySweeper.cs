using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>A row of money that is due, and the key of the <see cref="IOrderMoneyGrain"/> that owns it.</summary>
public readonly record struct DueMoney(string Id, Guid Owner)
{
    /// <summary>
    /// Reads the columns key, order_id and out_trade_no. Money without an order belongs to the owner of its trade number.
    /// </summary>
    internal static DueMoney Read(LedgerRow r) => new(r.Text(0), r.IdOrNull(1) ?? MoneyIds.OrphanKey(r.Text(2)));
}

/// <summary>
/// Finds money of one table that is due and tells its grain, which does everything else. The three tables have a service each: a
/// gateway that hangs keeps payment attempts waiting, and a received payment must not wait behind them.
/// </summary>
public abstract class MoneySweeper(
    string work,
    DueRows<DueMoney> rows,
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    ILogger log
) : DueRowsService<DueMoney>(work, rows, options.Value.Sweep, lease: TimeSpan.FromSeconds(30), ledger, time, log)
{
    protected IOrderMoneyGrain OwnerOf(DueMoney row) => grains.GetGrain<IOrderMoneyGrain>(row.Owner);

    /// <summary>Rows that need one of these calls stay due while the gateway answers none of them, but for one row a probe.</summary>
    protected int LimitFor(GatewayHealth health, params ReadOnlySpan<GatewayCall> calls)
    {
        var mayProbe = false;
        foreach (var call in calls)
        {
            if (!health.IsAway(call))
                return base.Limit;
            mayProbe |= health.MayAsk(call);
        }
        return mayProbe ? 1 : 0;
    }
}

/// <summary>Payments to apply to their orders.</summary>
public sealed class PaymentSweeper(
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    ILogger<PaymentSweeper> log
) : MoneySweeper("The sweep of due payments", Due, ledger, grains, options, time, log)
{
    private static readonly DueRows<DueMoney> Due = new(
        "payments",
        "transaction_id",
        "next_try_at",
        "transaction_id, order_id, out_trade_no",
        DueMoney.Read
    );

    protected override Task HandleAsync(DueMoney row) => OwnerOf(row).ApplyAsync(row.Id);
}

/// <summary>Payment attempts to ask the gateway about.</summary>
public sealed class PaymentAttemptSweeper(
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    GatewayHealth health,
    ILogger<PaymentAttemptSweeper> log
) : MoneySweeper("The sweep of due payment attempts", Due, ledger, grains, options, time, log)
{
    private static readonly DueRows<DueMoney> Due = new(
        "pay_attempts",
        "out_trade_no",
        "next_query_at",
        "out_trade_no, order_id, out_trade_no",
        DueMoney.Read
    );

    protected override int Limit => LimitFor(health, GatewayCall.Query, GatewayCall.Close);

    // A query of an order asks about all of its attempts.
    protected override IEnumerable<DueMoney> ToHandle(ImmutableArray<DueMoney> page) => page.DistinctBy(r => r.Owner);

    protected override Task HandleAsync(DueMoney row) => OwnerOf(row).QueryAsync();
}

/// <summary>Refunds to send or to follow.</summary>
public sealed class RefundSweeper(
    LedgerDatabase ledger,
    IGrainFactory grains,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    GatewayHealth health,
    ILogger<RefundSweeper> log
) : MoneySweeper("The sweep of due refunds", Due, ledger, grains, options, time, log)
{
    private static readonly DueRows<DueMoney> Due = new(
        "refunds",
        "out_refund_no",
        "next_try_at",
        "out_refund_no, order_id, (SELECT p.out_trade_no FROM payments p WHERE p.transaction_id = refunds.transaction_id)",
        DueMoney.Read
    );

    protected override int Limit => LimitFor(health, GatewayCall.Refund, GatewayCall.RefundQuery);

    protected override Task HandleAsync(DueMoney row) => OwnerOf(row).AdvanceRefundAsync(row.Id);
}
