namespace FuelGrains.Grains.Storage;

/// <summary>A station's own rows: profile, epochs, and what its site sells.</summary>
public sealed class StationLedger(LedgerDatabase database, TimeProvider time)
{
    private const string Profile =
        "name, city, address, latitude_e6, longitude_e6, opens_minute, closes_minute, payment_method, currency";

    /// <summary>Takes the station over under a new epoch. Null when there is none.</summary>
    public Task<OwnedStation?> TakeAsync(StationId station, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var taken = await session
                    .Sql(
                        $"""
                        UPDATE stations SET epoch = epoch + 1 WHERE id = @id RETURNING {Profile}, epoch, connection_epoch
                        """
                    )
                    .With("id", station.Value)
                    .FirstAsync(r => new OwnedStation
                    {
                        Profile = ReadProfile(r),
                        Epoch = r.Long(9),
                        ConnectionEpoch = r.Long(10),
                        Products = [],
                        Unsettled = [],
                    });
                return taken is null
                    ? null
                    : taken with
                    {
                        Products = await ProductsAsync(session, station),
                        Unsettled = await FuelSaleLedger.UnsettledAsync(session, station),
                    };
            },
            ct
        );

    public Task<(StationProfile Profile, bool HasScreenKey)?> FindAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session
                    .Sql($"SELECT {Profile}, screen_key_hash FROM stations WHERE id = @id")
                    .With("id", station.Value)
                    .FirstAsync(r => ((StationProfile, bool)?)(ReadProfile(r), r.TextOrNull(9) is not null)),
            ct
        );

    public async Task SaveAsync(StationId station, StationProfile profile, string staff, CancellationToken ct) =>
        await database.WriteAsync(
            async session =>
            {
                await session
                    .Sql(
                        $"""
                        INSERT INTO stations (id, {Profile}) VALUES (@id, @name, @city, @address, @latitude, @longitude, @opens, @closes, @method, @currency)
                        ON CONFLICT (id) DO UPDATE SET name = excluded.name, city = excluded.city, address = excluded.address,
                            latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6, opens_minute = excluded.opens_minute,
                            closes_minute = excluded.closes_minute, payment_method = excluded.payment_method, currency = excluded.currency
                        """
                    )
                    .With("id", station.Value)
                    .With("name", profile.Name)
                    .With("city", profile.City)
                    .With("address", profile.Address)
                    .With("latitude", profile.LatitudeE6)
                    .With("longitude", profile.LongitudeE6)
                    .With("opens", profile.OpensMinute)
                    .With("closes", profile.ClosesMinute)
                    .With("method", profile.PaymentMethod)
                    .With("currency", profile.Currency)
                    .ExecuteAsync();
                return await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    "station.save",
                    station.ToString(),
                    profile.ToString()
                );
            },
            ct
        );

    /// <summary>
    /// A connection comes to hold the site: its epoch, higher than any before. Null when its secret is not valid (any more).
    /// </summary>
    public async Task<long?> ConnectAsync(StationId station, string secretHash, CancellationToken ct) =>
        await database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        UPDATE stations SET epoch = epoch + 1, connection_epoch = epoch + 1
                        WHERE id = @id AND EXISTS (SELECT 1 FROM site_credentials c
                            WHERE c.station_id = @id AND c.secret_hash = @hash AND (c.expires_at IS NULL OR c.expires_at > @now))
                        RETURNING connection_epoch
                        """
                    )
                    .With("id", station.Value)
                    .With("hash", secretHash)
                    .With("now", time.GetUtcNow())
                    .FirstAsync(r => (long?)r.Long(0)),
            ct
        );

    /// <summary>The hashes of the site's secrets that are valid now.</summary>
    public Task<ImmutableArray<string>> ValidSecretsAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session
                    .Sql(
                        "SELECT secret_hash FROM site_credentials WHERE station_id = @id AND (expires_at IS NULL OR expires_at > @now)"
                    )
                    .With("id", station.Value)
                    .With("now", time.GetUtcNow())
                    .ListAsync(r => r.Text(0)),
            ct
        );

    /// <summary>Ends the connection that holds the site under this epoch: nothing under it counts any more. Answers the epoch there is now.</summary>
    public Task<long> EndConnectionAsync(StationId station, long epoch, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await session
                    .Sql(
                        "UPDATE stations SET epoch = epoch + 1, connection_epoch = epoch + 1 WHERE id = @id AND connection_epoch = @epoch"
                    )
                    .With("id", station.Value)
                    .With("epoch", epoch)
                    .ExecuteAsync();
                return await session
                    .Sql("SELECT connection_epoch FROM stations WHERE id = @id")
                    .With("id", station.Value)
                    .FirstAsync(r => r.Long(0));
            },
            ct
        );

    /// <summary>The epoch that holds the site, as the ledger has it.</summary>
    public Task<long> ConnectionEpochAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(
            session =>
                session
                    .Sql("SELECT connection_epoch FROM stations WHERE id = @id")
                    .With("id", station.Value)
                    .FirstAsync(r => r.Long(0)),
            ct
        );

    /// <summary>Writes what the site sells. Null: the connection no longer holds the site.</summary>
    public Task<ImmutableArray<StationProduct>?> ReportProductsAsync(
        StationId station,
        long epoch,
        ImmutableArray<ProductReport> products,
        ImmutableArray<PriceReport> prices,
        CancellationToken ct
    ) =>
        database.WriteAsync<ImmutableArray<StationProduct>?>(
            async session =>
            {
                if (!await FuelSaleRows.FenceAsync(session, station, epoch))
                    return null;
                foreach (var product in products)
                    await session
                        .Sql(
                            """
                            INSERT INTO station_products (station_id, site_product, name, category, vat_milli) VALUES (@station, @product, @name, @category, @vat)
                            ON CONFLICT (station_id, site_product) DO UPDATE SET category = excluded.category, vat_milli = excluded.vat_milli
                            """
                        )
                        .With("station", station.Value)
                        .With("product", product.Product)
                        .With("name", product.Name ?? product.Product)
                        .With("category", product.Category)
                        .With("vat", product.VatMilli)
                        .ExecuteAsync();
                foreach (var price in prices)
                    await session
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
                        .With("now", time.GetUtcNow())
                        .ExecuteAsync();
                return await ProductsAsync(session, station);
            },
            ct
        );

    /// <summary>Null when the site sells no such product.</summary>
    public Task<ImmutableArray<StationProduct>?> MapProductAsync(
        StationId station,
        string product,
        string? grade,
        string staff,
        CancellationToken ct
    ) =>
        database.WriteAsync<ImmutableArray<StationProduct>?>(
            async session =>
            {
                var mapped = await session
                    .Sql(
                        "UPDATE station_products SET grade = @grade WHERE station_id = @station AND site_product = @product"
                    )
                    .With("grade", grade)
                    .With("station", station.Value)
                    .With("product", product)
                    .ExecuteAsync();
                if (mapped == 0)
                    return null;
                await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    "station.map-product",
                    station.ToString(),
                    $"{product} is {grade ?? "none"}"
                );
                return await ProductsAsync(session, station);
            },
            ct
        );

    private static Task<ImmutableArray<StationProduct>> ProductsAsync(LedgerSession session, StationId station) =>
        session
            .Sql(
                """
                SELECT site_product, name, category, grade, currency, price_milli, priced_at FROM station_products
                WHERE station_id = @id ORDER BY site_product
                """
            )
            .With("id", station.Value)
            .ListAsync(r => new StationProduct(
                r.Text(0),
                r.Text(1),
                r.TextOrNull(2),
                r.TextOrNull(3),
                r.TextOrNull(4),
                r.LongOrNull(5),
                r.TimeOrNull(6)
            ));

    private static StationProfile ReadProfile(LedgerRow r) =>
        new()
        {
            Name = r.Text(0),
            City = r.Text(1),
            Address = r.Text(2),
            LatitudeE6 = r.LongOrNull(3),
            LongitudeE6 = r.LongOrNull(4),
            OpensMinute = r.Int(5),
            ClosesMinute = r.Int(6),
            PaymentMethod = r.Text(7),
            Currency = r.Text(8),
        };
}

/// <summary>A station under its owner's epoch.</summary>
public sealed record OwnedStation
{
    public required StationProfile Profile { get; init; }
    public required long Epoch { get; init; }
    public required long ConnectionEpoch { get; init; }
    public required ImmutableArray<StationProduct> Products { get; init; }
    public required ImmutableArray<FuelSale> Unsettled { get; init; }
}

/// <summary>A product as the site and the staff describe it; without a price while the site named none.</summary>
public sealed record StationProduct(
    string Product,
    string Name,
    string? Category,
    string? Grade,
    string? Currency,
    long? PriceMilli,
    DateTimeOffset? PricedAt
);
