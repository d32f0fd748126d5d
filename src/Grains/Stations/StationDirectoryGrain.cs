using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Stations;

/// <summary>Lists stations and products.</summary>
[StatelessWorker]
public sealed class StationDirectoryGrain(LedgerDatabase ledger) : Grain, IStationDirectoryGrain
{
    public Task<ImmutableArray<StationView>> StationsAsync(int limit) =>
        ledger.ReadAsync(session => session.Sql("SELECT id, name, city, address FROM stations ORDER BY city, name LIMIT @limit")
            .With("limit", limit).ListAsync(r => new StationView(new(r.Id(0)), r.Text(1), r.Text(2), r.Text(3))));

    public Task<ImmutableArray<ProductView>> ProductsAsync(int limit) =>
        ledger.ReadAsync(session => session.Sql($"{ProductRows.Select} ORDER BY p.name LIMIT @limit").With("limit", limit).ListAsync(ProductRows.View));
}
