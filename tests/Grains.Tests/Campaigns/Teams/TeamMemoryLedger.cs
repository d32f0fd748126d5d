using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>A campaign's rows over all its shards, kept as plainly as can be, with the contract of the real tables and faults.</summary>
internal sealed class TeamMemoryLedger(CampaignId campaign, CampaignTerms terms)
{
    private readonly long[] _epochs = new long[terms.Shards];
    private readonly ShardCounters[] _counters =
    [
        .. Enumerable.Range(0, terms.Shards).Select(_ => new ShardCounters(0, terms.Stock / terms.Shards, 0, 0)),
    ];

    public List<OrderRow> Orders { get; } = [];
    public Dictionary<TeamId, TeamRow> Teams { get; } = [];
    public Dictionary<CustomerId, ClaimRow> Claims { get; } = [];
    public List<NewOutboxMessage> Outbox { get; } = [];
    public List<TeamAudit> Audit { get; } = [];
    public CampaignStatus Status { get; private set; } = CampaignStatus.Published;

    /// <summary>How often the rows changed.</summary>
    public int Writes { get; private set; }

    public ShardCounters Counters(int shard) => _counters[shard];

    public ShardOpening Open(int shard, IShardReader reader)
    {
        reader.Begin(Orders.Count);
        foreach (var team in Teams.Values.Where(t => t.Shard == shard))
            reader.Team(
                new(
                    team.Id,
                    team.Revision,
                    team.Status,
                    team.Leader,
                    team.Size,
                    team.PriceFen,
                    team.OpenedAt,
                    team.Deadline
                )
            );
        foreach (var o in Orders.Where(o => o.Shard == shard).Reverse())
            reader.Order(
                new(
                    o.Order.Id,
                    o.Order.Customer,
                    o.Order.KeyHash,
                    o.Order.BodyHash,
                    o.Order.Quantity,
                    o.OrderState,
                    o.Order.PayBy,
                    new(o.Team, o.Seat, o.Order.AmountFen, o.InvitedBy, o.PaidAt)
                )
            );
        return new(terms, Status, ++_epochs[shard], _counters[shard]);
    }

    public ShardCommit Commit(ShardBatch batch, LedgerFault fault = LedgerFault.None)
    {
        if (fault == LedgerFault.ThrowsBefore)
            throw new TimeoutException("The commit never came.");
        var commit = batch.Epoch == _epochs[batch.Key.Shard] ? Write(batch) : ShardCommit.Stale;
        if (fault == LedgerFault.CommitsThenThrows)
            throw new TimeoutException("The commit came; its answer did not.");
        return commit;
    }

    public void Move(CampaignStatus to)
    {
        Status = to;
        for (var i = 0; i < _epochs.Length; i++)
            _epochs[i]++;
    }

    private ShardCommit Write(ShardBatch batch)
    {
        Writes++;
        batch.Key.Campaign.ShouldBe(campaign);
        var work = batch.Teams ?? new TeamWork { LimitPerCustomer = terms.LimitPerCustomer };
        work.Seats.Count.ShouldBe(batch.Holds.Count);
        var refused = work
            .Claims.Where(c => !Take(c.Key, c.Value))
            .ToDictionary(c => c.Value.Unpaid!.Value, c => Why(c.Key, c.Value));
        long held = 0,
            confirmed = 0;
        foreach (var (hold, seat) in batch.Holds.Zip(work.Seats).Where(pair => !refused.ContainsKey(pair.First.Id)))
        {
            Orders.Exists(o => o.Order.Customer == hold.Customer && o.Order.KeyHash == hold.KeyHash).ShouldBeFalse();
            Orders.Exists(o => o.Team == seat.Team && o.Seat == seat.Number).ShouldBeFalse();
            Orders.Add(new(hold, batch.Key.Shard, seat.Team, seat.InvitedBy) { Seat = seat.Number });
            held += hold.Quantity;
        }
        foreach (var move in batch.Moves)
        {
            var row = Orders.Single(o => o.Order.Id == move.Id && o.Shard == batch.Key.Shard);
            row.OrderState.ShouldBe(move.Was);
            row.OrderState = move.Next;
            if (move.To == OrderStatus.Paid && move.From != OrderStatus.Paid)
                row.PaidAt = move.At;
            if (work.Freed.Contains(move.Id))
                row.Seat = -Math.Abs(row.Seat);
            (held, confirmed) = (held + move.HeldDelta, confirmed + move.ConfirmedDelta);
        }
        WriteTeams(batch, work, refused);
        Outbox.AddRange(batch.OutboxMessages);
        Audit.AddRange(work.Audit);
        ref var counters = ref _counters[batch.Key.Shard];
        counters = counters with
        {
            Revision = counters.Revision + 1,
            Held = counters.Held + held,
            Confirmed = counters.Confirmed + confirmed,
        };
        (counters is { Held: >= 0, Confirmed: >= 0, Free: >= 0 }).ShouldBeTrue();
        return ShardCommit.Of(counters) with { Refused = refused };
    }

    private void WriteTeams(ShardBatch batch, TeamWork work, Dictionary<OrderId, HoldOutcome> refused)
    {
        foreach (var team in work.Opened.Where(t => !refused.ContainsKey(t.By)))
            Teams.Add(
                team.Id,
                new(team.Id, batch.Key.Shard, team.Size, team.PriceFen, team.OpenedAt, team.Deadline)
                {
                    Leader = team.Leader,
                    Taken = 1,
                    Revision = 1,
                }
            );
        foreach (var (id, change) in work.Changed)
        {
            var team = Teams[id];
            team.Shard.ShouldBe(batch.Key.Shard);
            team.Status.ShouldBe(change.Was);
            var seated = batch
                .Holds.Zip(work.Seats)
                .Count(pair => pair.Second.Team == id && !refused.ContainsKey(pair.First.Id));
            (team.Status, team.Leader, team.EndedAt, team.Short) = (
                change.Status,
                change.Leader,
                change.EndedAt ?? team.EndedAt,
                team.Short || change.Short
            );
            (team.Paid, team.Taken, team.Revision) = (
                team.Paid + change.Paid,
                team.Taken + change.Taken + seated,
                team.Revision + 1
            );
            (team.Paid >= 0 && team.Paid <= team.Taken && team.Taken <= team.Size).ShouldBeTrue(
                $"{team.Paid} of {team.Taken} of {team.Size}"
            );
        }
    }

    private bool Take(CustomerId customer, ClaimChange change)
    {
        var row = Claims.GetValueOrDefault(customer, new(null, null, 0));
        if (!change.IsClaim)
            row = new(
                row.Leads == change.Leading ? null : row.Leads,
                row.Unpaid == change.Unpaid ? null : row.Unpaid,
                row.Seats + change.Seats
            );
        else if (
            row.Unpaid is not null
            || (change.Leading is not null && row.Leads is not null)
            || row.Seats + 1 > terms.LimitPerCustomer
        )
            return false;
        else
            row = new(change.Leading ?? row.Leads, change.Unpaid, row.Seats + 1);
        row.Seats.ShouldBeGreaterThanOrEqualTo(0);
        Claims[customer] = row;
        return true;
    }

    private HoldOutcome Why(CustomerId customer, ClaimChange change) =>
        Claims[customer].Unpaid is not null ? HoldOutcome.UnpaidSeat
        : change.Leading is not null && Claims[customer].Leads is not null ? HoldOutcome.OpenTeam
        : HoldOutcome.LimitReached;

    internal sealed record OrderRow(NewOrder Order, int Shard, TeamId Team, CustomerId? InvitedBy)
    {
        public int Seat { get; set; }
        public OrderState OrderState { get; set; } =
            new(OrderStatus.PendingPayment, CloseCause.None, false, Order.Quantity, 0);
        public DateTimeOffset? PaidAt { get; set; }
        public OrderStatus Status => OrderState.Status;
        public SeatUse Use => FuelGrains.Grains.Campaigns.Teams.Team.UseOf(Status);
    }

    internal sealed record TeamRow(
        TeamId Id,
        int Shard,
        int Size,
        long PriceFen,
        DateTimeOffset OpenedAt,
        DateTimeOffset Deadline
    )
    {
        public TeamStatus Status { get; set; }
        public CustomerId? Leader { get; set; }
        public DateTimeOffset? EndedAt { get; set; }
        public bool Short { get; set; }
        public int Paid { get; set; }
        public int Taken { get; set; }
        public long Revision { get; set; }
    }

    internal readonly record struct ClaimRow(TeamId? Leads, OrderId? Unpaid, int Seats);
}
