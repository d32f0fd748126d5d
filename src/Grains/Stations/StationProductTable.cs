using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>The table of what each site sells, under the site's own product ids.</summary>
internal static class StationProductTable
{
    private const string Columns = "site_product, name, category, grade, currency, price_milli, priced_at";

    public static Task<ImmutableArray<StationProduct>> ListAsync(LedgerSession session, StationId station) =>
        session
            .Sql($"SELECT {Columns} FROM station_products WHERE station_id = @id ORDER BY site_product")
            .With("id", station.Value)
            .ListAsync(Read);

    /// <summary>The chain's grade of a site's product; null when staff mapped none.</summary>
    public static Task<string?> GradeAsync(LedgerSession session, StationId station, string product) =>
        session
            .Sql("SELECT grade FROM station_products WHERE station_id = @station AND site_product = @product")
            .With("station", station.Value)
            .With("product", product)
            .FirstAsync(r => r.TextOrNull(0));

    public static Task<int> WriteAsync(LedgerSession session, StationId station, ProductReport product) =>
        session
            .Sql(
                """
                INSERT INTO station_products (station_id, site_product, name, category, vat_milli)
                VALUES (@station, @product, @name, @category, @vat)
                ON CONFLICT (station_id, site_product) DO UPDATE SET category = excluded.category, vat_milli = excluded.vat_milli
                """
            )
            .With("station", station.Value)
            .With("product", product.Product)
            .With("name", product.Name ?? product.Product)
            .With("category", product.Category)
            .With("vat", product.VatMilli)
            .ExecuteAsync();

    public static Task<int> WriteAsync(
        LedgerSession session,
        StationId station,
        PriceReport price,
        DateTimeOffset now
    ) =>
        session
            .Sql(
                """
                INSERT INTO station_products (station_id, site_product, name, currency, price_milli, priced_at)
                VALUES (@station, @product, @name, @currency, @price, @now)
                ON CONFLICT (station_id, site_product) DO UPDATE SET name = excluded.name, currency = excluded.currency,
                    price_milli = excluded.price_milli, priced_at = excluded.priced_at
                """
            )
            .With("station", station.Value)
            .With("product", price.Product)
            .With("name", price.Description.Length > 0 ? price.Description : price.Product)
            .With("currency", price.Currency)
            .With("price", price.PriceMilli)
            .With("now", now)
            .ExecuteAsync();

    /// <summary>Maps a site's product to a grade of the chain, also before the site has reported the product.</summary>
    public static Task<int> MapAsync(LedgerSession session, StationId station, string product, string grade) =>
        session
            .Sql(
                """
                INSERT INTO station_products (station_id, site_product, name, grade) VALUES (@station, @product, @product, @grade)
                ON CONFLICT (station_id, site_product) DO UPDATE SET grade = excluded.grade
                """
            )
            .With("station", station.Value)
            .With("product", product)
            .With("grade", grade)
            .ExecuteAsync();

    /// <summary>
    /// Takes a product's grade away, and with it a product that the site never reported. False when there is no such product.
    /// </summary>
    public static async Task<bool> UnmapAsync(LedgerSession session, StationId station, string product)
    {
        const string one = "WHERE station_id = @station AND site_product = @product";
        var found = await session
            .Sql($"UPDATE station_products SET grade = NULL {one}")
            .With("station", station.Value)
            .With("product", product)
            .ExecuteAsync();
        await session
            .Sql($"DELETE FROM station_products {one} AND category IS NULL AND priced_at IS NULL")
            .With("station", station.Value)
            .With("product", product)
            .ExecuteAsync();
        return found > 0;
    }

    private static StationProduct Read(LedgerRow r) =>
        new(r.Text(0), r.Text(1), r.TextOrNull(2), r.TextOrNull(3), r.TextOrNull(4), r.LongOrNull(5), r.TimeOrNull(6));
}
