using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Issues an order's vouchers. They are inserted as Held by their issue, and become Issued after the shard has marked the order
/// Fulfilled, or Refunded when a refund came first: so nobody can use a voucher whose money is refunded.
/// </summary>
public static class VoucherIssue
{
    public static SealedPlace CodePlace(VoucherId voucher) => new("vouchers", "code_sealed", voucher.Value);

    public static Guid CodeIndex(Sealer sealer, string code) => sealer.Index("vouchers", "code", code);

    /// <summary>The holder of an order's vouchers while they are being issued.</summary>
    public static string Holder(OrderId order) => $"issue/{order}";

    public static Task<IssueOrder?> FindOrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql($"SELECT {IssueOrder.Columns} FROM orders WHERE id = @id")
            .With("id", order.Value)
            .FirstAsync(IssueOrder.Read);

    /// <summary>Inserts the order's missing vouchers while its row says Paid. Returns how many.</summary>
    public static async Task<int> AddAsync(LedgerSession session, IssueOrder order, Sealer sealer, DateTimeOffset now)
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

    /// <summary>Held by their issue -> Issued or Refunded. Returns the vouchers that this call changed.</summary>
    public static Task<ImmutableArray<VoucherId>> EndAsync(
        LedgerSession session,
        OrderId order,
        VoucherState to,
        DateTimeOffset now
    ) => VoucherTable.EndHoldAsync(session, Holder(order), to, now);
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
