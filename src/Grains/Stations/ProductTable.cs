using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>The table of the chain's products.</summary>
internal static class ProductTable
{
    /// <summary>
    /// Products under the alias <c>p</c>, in the order that <see cref="Read"/> reads; a caller adds joins and a condition.
    /// </summary>
    public const string Select = $"SELECT {Columns} FROM products p";

    private const string Columns =
        "p.id, p.name, p.description, p.kind, p.grade, p.volume_ml, p.value_fen, p.threshold_fen, p.valid_days, p.stations";

    private static readonly RowColumns<ProductView> Described = new(
        ("name", p => p.Name),
        ("description", p => p.Description),
        ("kind", p => (int)p.Unit.Kind),
        ("grade", p => p.Unit.Grade),
        ("volume_ml", p => p.Unit.VolumeMl),
        ("value_fen", p => p.Unit.ValueFen),
        ("threshold_fen", p => p.Unit.ThresholdFen),
        ("valid_days", p => p.Unit.ValidDays),
        ("stations", p => StationList.Text(p.Unit.Stations))
    );

    private static readonly string Write = $"""
        INSERT INTO products (id, {Described.Names}) VALUES (@id, {Described.Parameters})
        ON CONFLICT (id) DO UPDATE SET {Described.Replacements}
        """;

    public static ProductView Read(LedgerRow r) =>
        new(new(r.Id(0)), r.Text(1), r.Text(2))
        {
            Unit = new()
            {
                Kind = (ProductKind)r.Int(3),
                Grade = r.Text(4),
                VolumeMl = r.Long(5),
                ValueFen = r.Long(6),
                ThresholdFen = r.Long(7),
                ValidDays = r.Int(8),
                Stations = StationList.Read(r.Text(9)),
            },
        };

    public static Task<ProductView?> FindAsync(LedgerSession session, ProductId id) =>
        session.Sql($"{Select} WHERE p.id = @id").With("id", id.Value).FirstAsync(Read);

    /// <summary>Products by name, at most <paramref name="limit"/>.</summary>
    public static Task<ImmutableArray<ProductView>> ListAsync(LedgerSession session, int limit) =>
        session.Sql($"{Select} ORDER BY p.name LIMIT @limit").With("limit", limit).ListAsync(Read);

    public static Task<int> WriteAsync(LedgerSession session, ProductView product) =>
        Described.Bind(session.Sql(Write).With("id", product.Id.Value), product).ExecuteAsync();
}
