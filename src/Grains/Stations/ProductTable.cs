using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>How a product's row is read and written, once for everyone.</summary>
internal static class ProductRows
{
    public const string Select =
        "SELECT p.id, p.name, p.description, p.kind, p.grade, p.volume_ml, p.value_fen, p.threshold_fen, p.valid_days, p.stations FROM products p";

    public static ProductView View(LedgerRow r) =>
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
        session.Sql($"{Select} WHERE p.id = @id").With("id", id.Value).FirstAsync(View);

    public static Task<int> WriteAsync(LedgerSession session, ProductView product) =>
        session
            .Sql(
                """
                INSERT INTO products (id, name, description, kind, grade, volume_ml, value_fen, threshold_fen, valid_days, stations)
                VALUES (@id, @name, @description, @kind, @grade, @volume, @value, @threshold, @days, @stations)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description, kind = excluded.kind, grade = excluded.grade,
                    volume_ml = excluded.volume_ml, value_fen = excluded.value_fen, threshold_fen = excluded.threshold_fen,
                    valid_days = excluded.valid_days, stations = excluded.stations
                """
            )
            .With("id", product.Id.Value)
            .With("name", product.Name)
            .With("description", product.Description)
            .With("kind", (int)product.Unit.Kind)
            .With("grade", product.Unit.Grade)
            .With("volume", product.Unit.VolumeMl)
            .With("value", product.Unit.ValueFen)
            .With("threshold", product.Unit.ThresholdFen)
            .With("days", product.Unit.ValidDays)
            .With("stations", StationList.Text(product.Unit.Stations))
            .ExecuteAsync();
}
