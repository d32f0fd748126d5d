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
            Teams = await snapshot.ListAsync(
                """
                SELECT id, sale_id, status, size, paid, taken, short, opened_by, opened_at, deadline, ended_at, share_code
                FROM teams
                """,
                r => new TeamRow(
                    r.Id("id"),
                    r.Id("sale_id"),
                    (TeamState)r.Int("status"),
                    r.Int("size"),
                    r.Int("paid"),
                    r.Int("taken"),
                    r.Flag("short"),
                    r.Id("opened_by"),
                    r.Time("opened_at"),
                    r.Time("deadline"),
                    r.TimeOrNull("ended_at"),
                    r.Text("share_code")
                ),
                stop
            ),
            Seats = await snapshot.ListAsync(
                """
                SELECT id, sale_id, team_id, seat, customer_id, status, created_at, pay_by, paid_at, closed_at
                FROM orders WHERE team_id IS NOT NULL
                """,
                r => new SeatRow(
                    r.Id("id"),
                    r.Id("sale_id"),
                    r.Id("team_id"),
                    r.Int("seat"),
                    r.Id("customer_id"),
                    (OrderState)r.Int("status"),
                    r.Time("created_at"),
                    r.Time("pay_by"),
                    r.TimeOrNull("paid_at"),
                    r.TimeOrNull("closed_at")
                ),
                stop
            ),
            Claims = await snapshot.ListAsync(
                "SELECT sale_id, customer_id, leads, unpaid, seats FROM team_claims",
                r => new ClaimRow(
                    r.Id("sale_id"),
                    r.Id("customer_id"),
                    r.IdOrNull("leads"),
                    r.IdOrNull("unpaid"),
                    r.Int("seats")
                ),
                stop
            ),
            Shards = await snapshot.ListAsync(
                "SELECT sale_id, allotted, held, confirmed FROM stock_shards",
                r => new CampaignShardRow(r.Id("sale_id"), r.Long("allotted"), r.Long("held"), r.Long("confirmed")),
                stop
            ),
        };
}
