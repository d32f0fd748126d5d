using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// The rows of an order's vouchers. They come into being Held by their own issue, and are Issued once the shard has called the order
/// Fulfilled, or Refunded when a refund was there first: so no voucher can be used whose money goes back.
/// </summary>
public static class VoucherIssue
{
    public static SealedPlace CodePlace(VoucherId voucher) => new("vouchers", "code_sealed", voucher.Value);

    public static Guid CodeIndex(Sealer sealer, string code) => sealer.Index("vouchers", "code", code);

    public static string Holder(OrderId order) => $"issue/{order}";

    public static Task<IssueOrder?> OrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql(
                """
                SELECT campaign_id, shard, customer_id, quantity, returned, amount_fen, status FROM orders WHERE id = @id
                """
            )
            .With("id", order.Value)
            .FirstAsync(r =>
                (IssueOrder?)
                    new IssueOrder(
                        order,
                        new(new(r.Id(0)), r.Int(1)),
                        new(r.Id(2)),
                        r.Int(3),
                        r.Int(4),
                        r.Long(5),
                        (OrderStatus)r.Int(6)
                    )
            );

    /// <summary>Inserts what is missing of the order's vouchers, while its row says Paid; answers how many.</summary>
    public static async Task<int> AddAsync(LedgerSession session, IssueOrder order, Sealer sealer, DateTimeOffset now)
    {
        var product = await session
            .Sql($"{ProductTable.Select} JOIN campaigns s ON s.product_id = p.id WHERE s.id = @sale")
            .With("sale", order.Shard.Campaign.Value)
            .FirstAsync(ProductTable.Read);
        var added = 0;
        // Units that were returned before they became vouchers are the last ones.
        for (var unit = 0; unit < order.Quantity - order.Returned; unit++)
            added += await AddAsync(session, order, unit, product!, sealer, now);
        return added;
    }

    public static Task<ImmutableArray<VoucherId>> OfOrderAsync(LedgerSession session, OrderId order) =>
        session
            .Sql("SELECT id FROM vouchers WHERE order_id = @order ORDER BY id")
            .With("order", order.Value)
            .ListAsync(r => new VoucherId(r.Id(0)));

    /// <summary>Held by their issue -> Issued, or Refunded.</summary>
    public static Task<int> EndAsync(LedgerSession session, OrderId order, VoucherState to, DateTimeOffset now) =>
        session
            .Sql(
                """
                UPDATE vouchers SET state = @to, holder = CASE WHEN @to = 0 THEN NULL ELSE holder END, changed_at = @now, revision = revision + 1
                WHERE holder = @holder AND state = 1
                """
            )
            .With("to", (int)to)
            .With("now", now)
            .With("holder", Holder(order))
            .ExecuteAsync();

    // Any unique constraint may be the first to notice a twin that another deliverer inserts in the same moment, hence no target.
    private static Task<int> AddAsync(
        LedgerSession session,
        IssueOrder order,
        int unit,
        ProductView product,
        Sealer sealer,
        DateTimeOffset now
    )
    {
        var (id, code) = (VoucherId.Of(order.Id, unit), VoucherCode.New());
        return session
            .Sql(
                """
                INSERT INTO vouchers (id, order_id, unit, customer_id, product_id, title, kind, grade, volume_ml, remaining_ml, value_fen, threshold_fen,
                    price_fen, stations, code_index, code_sealed, state, cause, holder, valid_from, valid_to, issued_at, changed_at, revision)
                SELECT @id, o.id, @unit, o.customer_id, @product, @title, @kind, @grade, @volume, @volume, @value, @threshold,
                    @price, @stations, @index, @sealed, 1, 0, @holder, @now, @validTo, @now, @now, 1
                FROM orders o WHERE o.id = @order AND o.status = 2
                ON CONFLICT DO NOTHING
                """
            )
            .With("id", id.Value)
            .With("unit", unit)
            .With("order", order.Id.Value)
            .With("product", product.Id.Value)
            .With("title", product.Name)
            .With("kind", (int)product.Unit.Kind)
            .With("grade", product.Unit.Grade)
            .With("volume", product.Unit.VolumeMl)
            .With("value", product.Unit.ValueFen)
            .With("threshold", product.Unit.ThresholdFen)
            .With("price", order.PriceOf(unit))
            .With("stations", StationList.Text(product.Unit.Stations))
            .With("index", CodeIndex(sealer, code))
            .With("sealed", sealer.Seal(CodePlace(id), code))
            .With("holder", Holder(order.Id))
            .With("now", now)
            .With("validTo", now.AddDays(product.Unit.ValidDays))
            .ExecuteAsync();
    }
}

/// <summary>What issuing needs to know of an order.</summary>
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
    /// <summary>What was paid for one unit; fen that do not divide go to the first ones.</summary>
    public long PriceOf(int unit) => AmountFen / Quantity + (unit < AmountFen % Quantity ? 1 : 0);
}
