using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Issues the vouchers of a paid order, once, however often the message is delivered: inserts them as Held, has the shard mark the order
/// Fulfilled, then issues them. Each step skips what an earlier delivery has done.
/// </summary>
public sealed class FulfilOrder(
    LedgerDatabase ledger,
    Sealer sealer,
    IGrainFactory grains,
    LiveNodes live,
    TimeProvider time
) : IOutboxHandler
{
    // A shard that moves or is busy with the same order answers within some commits; a longer absence is left to the outbox.
    private const int Attempts = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Kind => OutboxKinds.FulfilOrder;

    public async Task DeliverAsync(OutboxMessage message, CancellationToken ct)
    {
        var id = OrderId.Parse(message.Subject, null);
        var order =
            await ledger.ReadAsync(session => VoucherIssue.FindOrderAsync(session, id), ct)
            ?? throw new InvalidOperationException($"There is no order {id} to fulfil.");
        if (order.Status == OrderStatus.Paid)
            await ledger.WriteAsync(session => VoucherIssue.AddAsync(session, order, sealer, time.GetUtcNow()), ct);
        var end = await FulfilAsync(order, ct);
        var vouchers = await ledger.WriteAsync(
            session => VoucherIssue.EndAsync(session, id, end, time.GetUtcNow()),
            ct
        );
        foreach (var voucher in vouchers)
            live.Notify(new(order.Customer, $"voucher/{voucher}"));
    }

    private async Task<VoucherState> FulfilAsync(IssueOrder order, CancellationToken ct)
    {
        var shard = grains.GetGrain<IOrderOwnerGrain>(order.Shard.ToString());
        var reply = await shard.ApplyAsync(new(order.Id, order.Customer, OrderAction.Fulfil));
        for (var attempt = 1; reply.Outcome == TransitionOutcome.Unknown && attempt < Attempts; attempt++)
        {
            await Task.Delay(Pause, time, ct);
            reply = await shard.ApplyAsync(new(order.Id, order.Customer, OrderAction.Fulfil));
        }
        return reply switch
        {
            { Outcome: TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied } => VoucherState.Issued,
            // A refund came first: the vouchers, which no customer has seen, end as Refunded.
            { Outcome: TransitionOutcome.Rejected, Status: OrderStatus.Refunding or OrderStatus.Refunded } =>
                VoucherState.Refunded,
            _ => throw new InvalidOperationException(
                $"The shard answered {reply.Outcome} ({reply.Status}) to fulfilling order {order.Id}."
            ),
        };
    }
}
