using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations;

/// <summary>Lists stations and products, and judges secrets, from the ledger alone.</summary>
[StatelessWorker]
public sealed class StationDirectoryGrain(LedgerDatabase ledger, SiteSecrets secrets) : Grain, IStationDirectoryGrain
{
    private const string Columns = "id, name, city, address, latitude_e6, longitude_e6, opens_minute, closes_minute";

    public Task<ImmutableArray<StationView>> StationsAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"SELECT {Columns} FROM stations ORDER BY city, name LIMIT @limit")
                .With("limit", limit)
                .ListAsync(Station)
        );

    public Task<ImmutableArray<ProductView>> ProductsAsync(int limit) =>
        ledger.ReadAsync(session =>
            session
                .Sql($"{ProductRows.Select} ORDER BY p.name LIMIT @limit")
                .With("limit", limit)
                .ListAsync(ProductRows.View)
        );

    public Task<StationView?> FindAsync(StationId station) =>
        ledger.ReadAsync(session =>
            session.Sql($"SELECT {Columns} FROM stations WHERE id = @id").With("id", station.Value).FirstAsync(Station)
        );

    public Task<bool> VerifySiteAsync(StationId station, string secretHash) =>
        secrets.VerifySiteAsync(station, secretHash, CancellationToken.None);

    public Task<bool> VerifyScreenAsync(StationId station, string keyHash) =>
        secrets.VerifyScreenAsync(station, keyHash, CancellationToken.None);

    private static StationView Station(LedgerRow r) =>
        new(new(r.Id(0)), r.Text(1), r.Text(2), r.Text(3))
        {
            LatitudeE6 = r.LongOrNull(4),
            LongitudeE6 = r.LongOrNull(5),
            OpensMinute = r.Int(6),
            ClosesMinute = r.Int(7),
        };
}
