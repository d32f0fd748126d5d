namespace FuelGrains.Load.Database;

/// <summary>Reads the tables of teams and payments in one snapshot. Whole tables are read: the run has a database of its own.</summary>
internal static class TeamTables
{
    public static async Task<(PaymentRows Payments, TeamRows Teams)> ReadAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return (await PaymentTables.ReadAsync(snapshot, stop), await ReadAsync(snapshot, stop));
    }

    private static async Task<TeamRows> ReadAsync(DatabaseSnapshot snapshot, CancellationToken stop) =>
        new()
        {
            Teams = await snapshot.ListAsync<TeamRow>(
                """
                SELECT id, campaign_id AS campaign, status AS state, size, paid, taken, short, opened_by, opened_at, deadline, ended_at,
                    share_code
                FROM teams
                """,
                stop
            ),
            Seats = await snapshot.ListAsync<SeatRow>(
                """
                SELECT id AS "order", campaign_id AS campaign, team_id AS team, seat AS number, customer_id AS customer, status AS state,
                    created_at, pay_by, paid_at, closed_at
                FROM orders WHERE team_id IS NOT NULL
                """,
                stop
            ),
            Claims = await snapshot.ListAsync<ClaimRow>(
                "SELECT campaign_id AS campaign, customer_id AS customer, leads, unpaid, seats FROM team_claims",
                stop
            ),
            Shards = await snapshot.ListAsync<CampaignShardRow>(
                "SELECT campaign_id AS campaign, allotted, held, confirmed FROM stock_shards",
                stop
            ),
        };
}
