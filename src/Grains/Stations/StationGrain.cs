using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

/// <summary>One fuel station: the only writer of its row.</summary>
public sealed class StationGrain(LedgerDatabase ledger) : Grain, IStationGrain
{
    public Task RegisterAsync(StationView station) =>
        ledger.WriteAsync(session => session.Sql("""
            INSERT INTO stations (id, name, city, address) VALUES (@id, @name, @city, @address)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, city = excluded.city, address = excluded.address
            """)
            .With("id", this.GetPrimaryKey()).With("name", station.Name).With("city", station.City).With("address", station.Address)
            .ExecuteAsync());
}
