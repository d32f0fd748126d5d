using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations;

/// <summary>Lists stations and products, and verifies secrets, from the ledger alone.</summary>
[StatelessWorker]
public sealed class StationDirectoryGrain(LedgerDatabase ledger, SiteSecrets secrets) : Grain, IStationDirectoryGrain
{
    public Task<ImmutableArray<StationView>> StationsAsync(int limit) =>
        ledger.ReadAsync(session => StationTable.ListAsync(session, limit));

    public Task<ImmutableArray<ProductView>> ProductsAsync(int limit) =>
        ledger.ReadAsync(session => ProductTable.ListAsync(session, limit));

    public Task<StationView?> FindAsync(StationId station) =>
        ledger.ReadAsync(session => StationTable.ViewAsync(session, station));

    public Task<bool> VerifySiteAsync(StationId station, string secretHash) =>
        secrets.VerifySiteAsync(station, secretHash, CancellationToken.None);

    public Task<bool> VerifyScreenAsync(StationId station, string keyHash) =>
        secrets.VerifyScreenAsync(station, keyHash, CancellationToken.None);
}
