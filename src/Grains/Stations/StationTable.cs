using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations;

internal static class StationRows
{
    public static async Task<bool> ExistsAsync(LedgerSession session, StationId station) =>
        await session.Sql("SELECT 1 FROM stations WHERE id = @id").With("id", station.Value).FirstAsync(_ => true);
}
