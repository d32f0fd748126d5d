using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>Short ways to write a batch that touches teams, and to read what became of it.</summary>
internal static class TeamTableFixture
{
    public static readonly GroupTerms Group = new()
    {
        Ladder = [new(2, 19_900, 18_900), new(3, 17_900)],
        OpenFor = TimeSpan.FromHours(1),
        VirtualPercent = 60,
        NewCustomersOnly = true,
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static ShardBatch Batch(StockShardKey key, long epoch, int limit = 5) =>
        new()
        {
            Key = key,
            Epoch = epoch,
            NextPayBy = LedgerFixture.Start.AddMinutes(5),
            Teams = new() { LimitPerCustomer = limit },
        };

    /// <summary>Opens a team of so many seats; the first one is the opener's.</summary>
    public static (TeamId Team, NewOrder Order) Open(this ShardBatch batch, int size = 2, CustomerId? by = null)
    {
        var team = new TeamId(Guid.CreateVersion7());
        var order = LedgerFixture.Order(customer: by);
        batch.Hold(order, team, 1, leads: true);
        batch.Teams!.Opened.Add(
            new(team, order.Id, order.Customer, size, 17_900, LedgerFixture.Start, LedgerFixture.Start.AddHours(1))
        );
        return (team, order);
    }

    public static NewOrder Join(
        this ShardBatch batch,
        TeamId team,
        int seat,
        CustomerId? by = null,
        CustomerId? invitedBy = null
    )
    {
        var order = LedgerFixture.Order(customer: by);
        batch.Hold(order, team, seat, invitedBy: invitedBy);
        batch.Touch(team);
        return order;
    }

    public static void Pay(this ShardBatch batch, TeamId team, NewOrder order, TeamStatus next = TeamStatus.Open)
    {
        batch.Moves.Add(LedgerFixture.Move(order, OrderStatus.Paid));
        batch.Teams!.Claims[order.Customer] = new(order.Id, null, 0);
        batch.Touch(team, paid: 1, leader: order.Customer, status: next);
    }

    public static void Leave(this ShardBatch batch, TeamId team, NewOrder order, CustomerId? leader)
    {
        batch.Moves.Add(LedgerFixture.Move(order, OrderStatus.Cancelled, CloseCause.Customer));
        batch.Teams!.Claims[order.Customer] = new(order.Id, team, -1);
        batch.Teams.Freed.Add(order.Id);
        batch.Touch(team, taken: -1, leader: leader);
    }

    public static void Touch(
        this ShardBatch batch,
        TeamId team,
        int paid = 0,
        int taken = 0,
        CustomerId? leader = null,
        TeamStatus status = TeamStatus.Open,
        TeamStatus was = TeamStatus.Open
    ) =>
        batch.Teams!.Changed[team] = new(
            was,
            status,
            leader,
            paid,
            taken,
            status == TeamStatus.Open ? null : LedgerFixture.Start.AddMinutes(2),
            false
        );

    public static Task<ShardCommit> CommitAsync(this LedgerFixture bench, ShardBatch batch) =>
        bench.Stock.CommitAsync(batch, Ct);

    public static Task<TeamView?> TeamAsync(this LedgerFixture bench, TeamId team) =>
        bench.Database.ReadAsync(
            session =>
                session
                    .Sql(
                        """
                        SELECT t.revision, t.status, t.leader_id, t.paid, t.taken, t.size, t.ended_at, t.campaign_id,
                               t.shard, t.price_fen, t.opened_at, t.deadline
                        FROM teams t WHERE id = @id
                        """
                    )
                    .With("id", team.Value)
                    .FirstAsync(r => new TeamView
                    {
                        Id = team,
                        Revision = r.Long(0),
                        Status = (TeamStatus)r.Int(1),
                        Leader = r.IdOrNull(2) is { } leader ? new(leader) : null,
                        Paid = r.Int(3),
                        Taken = r.Int(4),
                        Size = r.Int(5),
                        EndedAt = r.TimeOrNull(6),
                        Campaign = new(r.Id(7)),
                        Shard = r.Int(8),
                        PriceFen = r.Long(9),
                        OpenedAt = r.Time(10),
                        Deadline = r.Time(11),
                        Title = "",
                    }),
            Ct
        );

    /// <summary>The claims that a customer may have once, as the ledger has them.</summary>
    public static Task<(bool Leads, bool Unpaid, int Seats)> ClaimsAsync(
        this LedgerFixture bench,
        CampaignId campaign,
        CustomerId customer
    ) =>
        bench.Database.ReadAsync(
            session =>
                session
                    .Sql(
                        "SELECT leads, unpaid, seats FROM team_claims WHERE campaign_id = @sale AND customer_id = @customer"
                    )
                    .With("sale", campaign.Value)
                    .With("customer", customer.Value)
                    .FirstAsync(r => (r.IdOrNull(0) is not null, r.IdOrNull(1) is not null, r.Int(2))),
            Ct
        );

    private static void Hold(
        this ShardBatch batch,
        NewOrder order,
        TeamId team,
        int seat,
        bool leads = false,
        CustomerId? invitedBy = null
    )
    {
        batch.Holds.Add(order);
        batch.Teams!.Seats.Add(new(team, seat, invitedBy));
        batch.Teams.Claims[order.Customer] = new(order.Id, leads ? team : null, 1);
    }
}
