namespace FuelGrains.Grains.Storage;

/// <summary>How a sale's row is read, once for everyone.</summary>
internal static class SaleRows
{
    private const string Columns = """
        s.id, s.status, s.product_id, s.title, s.list_price_fen, s.sale_price_fen, s.stock, s.starts_at, s.ends_at,
        s.limit_per_customer, s.limit_per_order, s.pay_within_ms, s.shards
        """;

    /// <summary>A sale with its product's name and the sum of its shards.</summary>
    public const string SelectView = $"""
        SELECT {Columns}, p.name,
               coalesce((SELECT sum(c.held) FROM stock_shards c WHERE c.sale_id = s.id), 0),
               coalesce((SELECT sum(c.confirmed) FROM stock_shards c WHERE c.sale_id = s.id), 0)
        FROM flash_sales s JOIN products p ON p.id = s.product_id
        """;

    public static async Task<(SaleTerms Terms, SaleStatus Status)> FindAsync(LedgerSession session, SaleId sale) =>
        await session.Sql($"SELECT {Columns} FROM flash_sales s WHERE s.id = @id")
            .With("id", sale.Value).FirstAsync(r => (Terms(r), (SaleStatus)r.Int(1)));

    public static SaleView View(LedgerRow r) => new()
    {
        Id = new(r.Id(0)),
        Status = (SaleStatus)r.Int(1),
        Terms = Terms(r),
        Stock = r.Long(6),
        ProductName = r.Text(13),
        Held = r.Sum(14),
        Confirmed = r.Sum(15),
    };

    private static SaleTerms Terms(LedgerRow r) => new()
    {
        ProductId = r.Id(2),
        Title = r.Text(3),
        ListPriceFen = r.Long(4),
        SalePriceFen = r.Long(5),
        Stock = r.Long(6),
        StartsAt = r.Time(7),
        EndsAt = r.Time(8),
        LimitPerCustomer = r.Int(9),
        LimitPerOrder = r.Int(10),
        PayWithin = TimeSpan.FromMilliseconds(r.Long(11)),
        Shards = r.Int(12),
    };
}
