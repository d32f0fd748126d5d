using FuelGrains.Load.Checks;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using static FuelGrains.Load.Checks.LedgerRead;

namespace FuelGrains.Load.Teams;

/// <summary>Reads the tables of teams and those of money in one snapshot. Whole tables: the run has a database of its own.</summary>
internal static class TeamLedger
{
    public static async Task<(MoneyRows Money, TeamRows Teams)> ReadAsync(Store store, CancellationToken stop)
    {
        await using var read = await OpenAsync(store, stop);
        return (await MoneyLedger.ReadAsync(read, stop), await ReadAsync(read, stop));
    }

    private static async Task<TeamRows> ReadAsync(LedgerRead read, CancellationToken stop) =>
        new()
        {
            Teams = await read.ListAsync(
                "SELECT id, sale_id, status, size, paid, taken, short, opened_by, opened_at, deadline, ended_at, share_code FROM teams",
                r => new TeamRow(
                    Id(r, 0),
                    Id(r, 1),
                    (TeamState)Number(r, 2),
                    Number(r, 3),
                    Number(r, 4),
                    Number(r, 5),
                    Number(r, 6) == 1,
                    Id(r, 7),
                    Time(r, 8),
                    Time(r, 9),
                    TimeOrNull(r, 10),
                    r.GetString(11)
                ),
                stop
            ),
            Seats = await read.ListAsync(
                "SELECT id, sale_id, team_id, seat, customer_id, status, created_at, pay_by, paid_at, closed_at FROM orders WHERE team_id IS NOT NULL",
                r => new SeatRow(
                    Id(r, 0),
                    Id(r, 1),
                    Id(r, 2),
                    Number(r, 3),
                    Id(r, 4),
                    (OrderState)Number(r, 5),
                    Time(r, 6),
                    Time(r, 7),
                    TimeOrNull(r, 8),
                    TimeOrNull(r, 9)
                ),
                stop
            ),
            Claims = await read.ListAsync(
                "SELECT sale_id, customer_id, leads, unpaid, seats FROM team_claims",
                r => new ClaimRow(Id(r, 0), Id(r, 1), IdOrNull(r, 2), IdOrNull(r, 3), Number(r, 4)),
                stop
            ),
            Shards = await read.ListAsync(
                "SELECT sale_id, allotted, held, confirmed FROM stock_shards",
                r => new CampaignShardRow(Id(r, 0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3)),
                stop
            ),
        };
}
