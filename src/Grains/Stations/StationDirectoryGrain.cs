using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations;

/// <summary>Lists stations and products, and verifies secrets, from the ledger alone.</summary>
[StatelessWorker, Reentrant]
public sealed class StationDirectoryGrain(LedgerReads ledger, SiteSecrets secrets) : Grain, IStationDirectoryGrain
{
    public Task<ImmutableArray<StationView>> StationsAsync(int limit) =>
        ledger.ReadAsync(session => StationTable.ListAsync(session, limit));

    public Task<ImmutableArray<ProductView>> ProductsAsync(int limit) =>
        ledger.ReadAsync(session => ProductTable.ListAsync(session, limit));

    public Task<ImmutableArray<Guid>> IdsAsync(int limit) =>
        ledger.ReadAsync(session => StationTable.IdsAsync(session, limit));

    public Task<StationView?> FindAsync(StationId station) =>
        ledger.ReadAsync(session => StationTable.ViewAsync(session, station));

    public Task<bool> HasSalesAsync(PumpKey pump) =>
        ledger.ReadAsync(session => FuelSaleTable.HasUnsettledAsync(session, pump));

    public Task<bool> VerifySiteAsync(StationId station, string secretHash) =>
        ledger.ReadAsync(session => secrets.VerifySiteAsync(session, station, secretHash));

    public Task<bool> VerifyScreenAsync(StationId station, string keyHash) =>
        ledger.ReadAsync(session => StationTable.HasScreenKeyAsync(session, station, keyHash));
}
