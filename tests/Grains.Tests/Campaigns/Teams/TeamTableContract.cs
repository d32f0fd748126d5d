using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Campaigns.Teams.TeamTableFixture;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

/// <summary>The contract of a batch that touches teams, on either database.</summary>
public abstract partial class TeamTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    [Fact]
    public async Task A_campaign_is_read_back_with_its_group_terms()
    {
        var owned = await Fixture.PublishAsync(stock: 4, group: Group);
        var (opening, _) = await Fixture.OpenAsync(new(owned.View.Id, 0));
        foreach (var terms in (CampaignTerms[])[owned.View.Terms, opening.Terms])
        {
            var group = terms.Group.ShouldNotBeNull();
            group.Ladder.ShouldBe([new TeamPrice(2, 19_900, 18_900), new TeamPrice(3, 17_900)]);
            (group with { Ladder = [] }).ShouldBe(Group with { Ladder = [] });
        }
        (await Fixture.AuditAsync(owned.View.Id))
            .Select(a => a.Action)
            .ShouldBe(["group-buy.create", "group-buy.publish"], ignoreOrder: true);
        (await Fixture.PublishAsync(stock: 4)).View.Terms.Group.ShouldBeNull();
    }

    [Fact]
    public async Task A_batch_opens_a_team_takes_its_seats_and_is_read_back_exactly()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (team, leader) = await OpenTeamAsync(key, epoch, size: 3);
        var batch = Batch(key, epoch);
        var member = batch.Join(team, 2, invitedBy: leader.Customer);
        var commit = await Fixture.CommitAsync(batch);

        CommitSummary
            .Of(commit)
            .ShouldBe(
                new(
                    IsStale: false,
                    HasConflicts: false,
                    Refused: 0,
                    new ShardCounters(Revision: 2, Allotted: 5, Held: 2, Confirmed: 0)
                )
            );
        await EqualAsync(key.Campaign);
        var view = (await Fixture.TeamAsync(team))!;
        TeamState
            .Of(view)
            .ShouldBe(new(Revision: 2, TeamStatus.Open, Paid: 0, Taken: 2, Size: 3, Shard: 0, EndedAt: null));
        var (opening, orders, teams) = await Fixture.OpenTeamsAsync(key);
        teams
            .ShouldHaveSingleItem()
            .ShouldBe(
                new(team, 2, TeamStatus.Open, null, 3, 17_900, LedgerFixture.Start, LedgerFixture.Start.AddHours(1))
            );
        orders
            .Select(o => (o.Id, o.Seat))
            .ShouldBe(
                [
                    (leader.Id, new StoredSeat(team, 1, leader.AmountFen, null, null)),
                    (member.Id, new StoredSeat(team, 2, member.AmountFen, leader.Customer, null)),
                ],
                ignoreOrder: true
            );
        opening.Counters.Held.ShouldBe(2);
        (await Fixture.ClaimsAsync(key.Campaign, leader.Customer)).ShouldBe((true, true, 1));
        (await Fixture.ClaimsAsync(key.Campaign, member.Customer)).ShouldBe((false, true, 1));
    }

    [Fact]
    public async Task A_customer_with_an_unpaid_seat_in_another_shard_is_refused_alone()
    {
        var (one, other) = await TwoShardsAsync();
        var (_, held) = await OpenTeamAsync(one.Key, one.Epoch);
        var batch = Batch(other.Key, other.Epoch);
        var (team, fine) = batch.Open();
        var (never, refused) = batch.Open(by: held.Customer);
        var commit = await Fixture.CommitAsync(batch);

        commit.HasConflicts.ShouldBeFalse();
        commit.Refused.ShouldHaveSingleItem().ShouldBe(new(refused.Id, HoldOutcome.UnpaidSeat));
        commit.Counters.Held.ShouldBe(1);
        (await Fixture.TeamAsync(never)).ShouldBeNull();
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(1);
        (await Fixture.OpenAsync(other.Key)).Orders.ShouldHaveSingleItem().Id.ShouldBe(fine.Id);
        await EqualAsync(one.Key.Campaign);
    }

    [Fact]
    public async Task A_refused_join_leaves_its_team_as_many_seats_as_it_had()
    {
        var (one, other) = await TwoShardsAsync();
        var (_, held) = await OpenTeamAsync(one.Key, one.Epoch);
        var (team, _) = await OpenTeamAsync(other.Key, other.Epoch, size: 3);
        var batch = Batch(other.Key, other.Epoch);
        batch.Join(team, 2, by: held.Customer);
        var joined = batch.Join(team, 3);
        (await Fixture.CommitAsync(batch)).Refused.Values.ShouldBe([HoldOutcome.UnpaidSeat]);
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(2);
        (await Fixture.OpenAsync(other.Key)).Orders.ShouldContain(o => o.Id == joined.Id && o.Seat.Number == 3);
    }

    [Fact]
    public async Task Who_leads_an_open_team_opens_no_other_until_that_one_is_theirs_no_more()
    {
        var (one, other) = await TwoShardsAsync();
        var (team, leader) = await OpenTeamAsync(one.Key, one.Epoch);
        await PayAsync(one.Key, one.Epoch, team, leader);
        var batch = Batch(other.Key, other.Epoch);
        var (_, second) = batch.Open(by: leader.Customer);
        (await Fixture.CommitAsync(batch)).Refused[second.Id].ShouldBe(HoldOutcome.OpenTeam);

        var joining = Batch(other.Key, other.Epoch);
        var (friends, _) = joining.Open(size: 3);
        await Fixture.CommitAsync(joining);
        joining = Batch(other.Key, other.Epoch);
        joining.Join(friends, 2, by: leader.Customer);
        (await Fixture.CommitAsync(joining)).Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Nobody_gets_more_seats_than_the_limit_and_a_seat_given_up_counts_no_more()
    {
        var (key, epoch) = await OpenedAsync(stock: 9);
        var customer = new CustomerId(Guid.NewGuid());
        var (first, order) = await OpenTeamAsync(key, epoch, by: customer, limit: 1);
        await PayAsync(key, epoch, first, order);
        var batch = Batch(key, epoch, limit: 1);
        var (team, _) = batch.Open(size: 3);
        await Fixture.CommitAsync(batch);
        batch = Batch(key, epoch, limit: 1);
        batch.Join(team, 2, by: customer);
        (await Fixture.CommitAsync(batch)).Refused.Values.ShouldBe([HoldOutcome.LimitReached]);

        batch = Batch(key, epoch, limit: 1);
        batch.Moves.Add(LedgerFixture.Move(order, OrderStatus.Refunding, from: OrderStatus.Paid));
        batch.Teams!.Claims[customer] = new(null, first, -1);
        batch.Teams.Freed.Add(order.Id);
        batch.Touch(first, paid: -1, taken: -1, status: TeamStatus.Dissolved);
        await Fixture.CommitAsync(batch);
        batch = Batch(key, epoch, limit: 1);
        batch.Join(team, 2, by: customer);
        (await Fixture.CommitAsync(batch)).Refused.ShouldBeEmpty();
    }

    private async Task<(TeamId, NewOrder)> OpenTeamAsync(
        StockShardKey key,
        long epoch,
        int size = 2,
        CustomerId? by = null,
        int limit = 5
    )
    {
        var batch = Batch(key, epoch, limit);
        var opened = batch.Open(size, by);
        (await Fixture.CommitAsync(batch)).Refused.ShouldBeEmpty();
        return opened;
    }

    private async Task<NewOrder> JoinAsync(StockShardKey key, long epoch, TeamId team, int seat)
    {
        var batch = Batch(key, epoch);
        var joined = batch.Join(team, seat);
        (await Fixture.CommitAsync(batch)).Refused.ShouldBeEmpty();
        return joined;
    }

    private async Task PayAsync(StockShardKey key, long epoch, TeamId team, NewOrder order)
    {
        var batch = Batch(key, epoch);
        batch.Pay(team, order);
        await Fixture.CommitAsync(batch);
    }

    private async Task<(StockShardKey Key, long Epoch)> OpenedAsync(long stock)
    {
        var key = new StockShardKey((await Fixture.PublishAsync(stock, group: Group)).View.Id, 0);
        return (key, (await Fixture.OpenAsync(key)).Opening.Epoch);
    }

    private async Task<(OwnedShard One, OwnedShard Other)> TwoShardsAsync()
    {
        var one = new StockShardKey((await Fixture.PublishAsync(stock: 10, shards: 2, group: Group)).View.Id, 0);
        return (await OwnAsync(one), await OwnAsync(one with { Shard = 1 }));
    }

    private async Task<OwnedShard> OwnAsync(StockShardKey key) =>
        new(key, (await Fixture.OpenAsync(key)).Opening.Epoch);

    private readonly record struct OwnedShard(StockShardKey Key, long Epoch);

    private sealed record CommitSummary(bool IsStale, bool HasConflicts, int Refused, ShardCounters Counters)
    {
        public static CommitSummary Of(ShardCommit commit) =>
            new(commit.IsStale, commit.HasConflicts, commit.Refused.Count, commit.Counters);
    }

    private sealed record TeamState(
        long Revision,
        TeamStatus Status,
        int Paid,
        int Taken,
        int Size,
        int Shard,
        DateTimeOffset? EndedAt
    )
    {
        public static TeamState Of(TeamView view) =>
            new(view.Revision, view.Status, view.Paid, view.Taken, view.Size, view.Shard, view.EndedAt);
    }
}
