using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>Reads and writes a station: profile, fencing epochs, and the products that its site sells.</summary>
public sealed class StationStore(LedgerDatabase database, TimeProvider time)
{
    /// <summary>Takes the station over under a new epoch. Null for an unknown station.</summary>
    public Task<OwnedStation?> TakeOverAsync(StationId station, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
                await StationTable.TakeOverAsync(session, station) is not var (profile, epoch, connectionEpoch)
                    ? null
                    : new OwnedStation
                    {
                        Profile = profile,
                        Epoch = epoch,
                        ConnectionEpoch = connectionEpoch,
                        Products = await StationProductTable.ListAsync(session, station),
                        Unsettled = await FuelSaleTable.UnsettledAsync(session, station),
                    },
            ct
        );

    public Task<(StationProfile Profile, bool HasScreenKey)?> FindAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => StationTable.ProfileAsync(session, station), ct);

    public Task SaveAsync(StationId station, StationProfile profile, string staff, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await StationTable.WriteAsync(session, station, profile);
                return await AuditTable.AddAsync(
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
    /// Makes a connection the active one. Answers its fencing epoch, higher than any before; null when its secret is not valid.
    /// </summary>
    public Task<long?> ConnectAsync(StationId station, string secretHash, CancellationToken ct) =>
        database.WriteAsync(session => StationTable.ConnectAsync(session, station, secretHash, time.GetUtcNow()), ct);

    /// <summary>The hashes of the site's secrets that are valid now.</summary>
    public Task<ImmutableArray<string>> ValidSecretsAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => SiteCredentialTable.ValidHashesAsync(session, station, time.GetUtcNow()), ct);

    /// <summary>Ends the active connection of this epoch: nothing counts under the epoch any more. Answers the present epoch.</summary>
    public Task<long> EndConnectionAsync(StationId station, long epoch, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                await StationTable.EndConnectionAsync(session, station, epoch);
                return await StationTable.ConnectionEpochAsync(session, station);
            },
            ct
        );

    /// <summary>The fencing epoch of the active connection, as the ledger has it.</summary>
    public Task<long> ConnectionEpochAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => StationTable.ConnectionEpochAsync(session, station), ct);

    /// <summary>Writes what the site sells. Null: the epoch is not that of the active connection.</summary>
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
                if (!await StationTable.CheckFencingEpochAsync(session, station, epoch))
                    return null;
                foreach (var product in products)
                    await StationProductTable.WriteAsync(session, station, product);
                foreach (var price in prices)
                    await StationProductTable.WriteAsync(session, station, price, time.GetUtcNow());
                return await StationProductTable.ListAsync(session, station);
            },
            ct
        );

    public Task<ImmutableArray<StationProduct>> ProductsAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => StationProductTable.ListAsync(session, station), ct);

    /// <summary>
    /// Maps a site's product to a grade of the chain, also before the site reports it; without a grade, takes the mapping away. Null for an
    /// unknown station, and for a mapping to take away that does not exist.
    /// </summary>
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
                if (!await StationTable.ExistsAsync(session, station))
                    return null;
                if (grade is not null)
                    await StationProductTable.MapAsync(session, station, product, grade);
                else if (!await StationProductTable.UnmapAsync(session, station, product))
                    return null;
                await AuditTable.AddAsync(
                    session,
                    time,
                    staff,
                    "station.map-product",
                    station.ToString(),
                    $"{product} is {grade ?? "none"}"
                );
                return await StationProductTable.ListAsync(session, station);
            },
            ct
        );
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
