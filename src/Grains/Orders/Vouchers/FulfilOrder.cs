using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Issues the vouchers of a paid order, once, however often the message is delivered: inserts them as Held, has the shard mark the order
/// Fulfilled, then issues them; or, when a refund came first, ends them as Refunded. So nobody can use a voucher whose money is
/// refunded. Each step skips what an earlier delivery has done.
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
            await ledger.ReadAsync(session => FindAsync(session, id), ct)
            ?? throw new InvalidOperationException($"There is no order {id} to fulfil.");
        if (order.Status == OrderStatus.Paid)
            await ledger.WriteAsync(session => AddAsync(session, order, sealer, time.GetUtcNow()), ct);
        var end = await FulfilAsync(order, ct);
        var vouchers = await ledger.WriteAsync(
            session => VoucherTable.EndHoldAsync(session, Holder(id), end, time.GetUtcNow()),
            ct
        );
        foreach (var voucher in vouchers)
            live.Notify(new(order.Customer, $"voucher/{voucher}"));
    }

    /// <summary>The holder of an order's vouchers while they are being issued.</summary>
    public static string Holder(OrderId order) => $"issue/{order}";

    internal static Task<IssueOrder?> FindAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {IssueOrder.Columns} FROM orders WHERE id = @id")
            .With("id", order.Value)
            .FirstAsync(IssueOrder.Read);

    /// <summary>Inserts the order's missing vouchers while its row says Paid. Returns how many.</summary>
    internal static async Task<int> AddAsync(LedgerSession session, IssueOrder order, Sealer sealer, DateTimeOffset now)
    {
        var product = await session
            .Sql($"{ProductTable.Select} JOIN campaigns s ON s.product_id = p.id WHERE s.id = @campaign")
            .With("campaign", order.Shard.Campaign.Value)
            .FirstAsync(ProductTable.Read);
        var added = 0;
        // Units that were refunded before issuance are taken from the end.
        for (var unit = 0; unit < order.Quantity - order.Returned; unit++)
            added += await VoucherTable.InsertAsync(
                session,
                new()
                {
                    Id = VoucherId.Of(order.Id, unit),
                    Customer = order.Customer,
                    Product = product!,
                    Cause = VoucherCause.Order,
                    Order = order.Id,
                    Unit = unit,
                    PriceFen = order.PriceOf(unit),
                    Holder = Holder(order.Id),
                },
                sealer,
                now
            );
        return added;
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
            // A refund came first, and no customer has seen the vouchers.
            { Outcome: TransitionOutcome.Rejected, Status: OrderStatus.Refunding or OrderStatus.Refunded } =>
                VoucherState.Refunded,
            _ => throw new InvalidOperationException(
                $"The shard answered {reply.Outcome} ({reply.Status}) to fulfilling order {order.Id}."
            ),
        };
    }
}

/// <summary>The part of an order's row that issuing needs.</summary>
/// <param name="Returned">Units that were refunded.</param>
public sealed record IssueOrder(
    OrderId Id,
    StockShardKey Shard,
    CustomerId Customer,
    int Quantity,
    int Returned,
    long AmountFen,
    OrderStatus Status
)
{
    internal const string Columns = "id, campaign_id, shard, customer_id, quantity, returned, amount_fen, status";

    internal static IssueOrder Read(LedgerRow r) =>
        new(
            new(r.Id(0)),
            new(new(r.Id(1)), r.Int(2)),
            new(r.Id(3)),
            r.Int(4),
            r.Int(5),
            r.Long(6),
            (OrderStatus)r.Int(7)
        );

    /// <summary>The price paid for one unit, in fen. The first units carry the fen that do not divide.</summary>
    public long PriceOf(int unit) => AmountFen / Quantity + (unit < AmountFen % Quantity ? 1 : 0);
}
