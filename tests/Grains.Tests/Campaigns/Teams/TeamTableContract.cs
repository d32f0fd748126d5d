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

/// <summary>What a shard may expect of a batch that touches teams, whichever database keeps it.</summary>
public abstract class TeamTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
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

        (commit.IsStale, commit.HasConflicts, commit.Refused.Count, commit.Counters).ShouldBe(
            (false, false, 0, new ShardCounters(2, 5, 2, 0))
        );
        await EqualAsync(key.Campaign);
        var view = (await Fixture.TeamAsync(team))!;
        (view.Revision, view.Status, view.Paid, view.Taken, view.Size, view.Shard).ShouldBe(
            (2, TeamStatus.Open, 0, 2, 3, 0)
        );
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
        var (one, epoch, other, otherEpoch) = await TwoShardsAsync();
        var (_, held) = await OpenTeamAsync(one, epoch);
        var batch = Batch(other, otherEpoch);
        var (team, fine) = batch.Open();
        var (never, refused) = batch.Open(by: held.Customer);
        var commit = await Fixture.CommitAsync(batch);

        commit.HasConflicts.ShouldBeFalse();
        commit.Refused.ShouldHaveSingleItem().ShouldBe(new(refused.Id, HoldOutcome.UnpaidSeat));
        commit.Counters.Held.ShouldBe(1);
        (await Fixture.TeamAsync(never)).ShouldBeNull();
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(1);
        (await Fixture.OpenAsync(other)).Orders.ShouldHaveSingleItem().Id.ShouldBe(fine.Id);
        await EqualAsync(one.Campaign);
    }

    [Fact]
    public async Task A_refused_join_leaves_its_team_as_many_seats_as_it_had()
    {
        var (one, epoch, other, otherEpoch) = await TwoShardsAsync();
        var (_, held) = await OpenTeamAsync(one, epoch);
        var (team, _) = await OpenTeamAsync(other, otherEpoch, size: 3);
        var batch = Batch(other, otherEpoch);
        batch.Join(team, 2, by: held.Customer);
        var joined = batch.Join(team, 3);
        (await Fixture.CommitAsync(batch)).Refused.Values.ShouldBe([HoldOutcome.UnpaidSeat]);
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(2);
        (await Fixture.OpenAsync(other)).Orders.ShouldContain(o => o.Id == joined.Id && o.Seat.Number == 3);
    }

    [Fact]
    public async Task Who_leads_an_open_team_opens_no_other_until_that_one_is_theirs_no_more()
    {
        var (one, epoch, other, otherEpoch) = await TwoShardsAsync();
        var (team, leader) = await OpenTeamAsync(one, epoch);
        await PayAsync(one, epoch, team, leader);
        var batch = Batch(other, otherEpoch);
        var (_, second) = batch.Open(by: leader.Customer);
        (await Fixture.CommitAsync(batch)).Refused[second.Id].ShouldBe(HoldOutcome.OpenTeam);

        var joining = Batch(other, otherEpoch);
        var (friends, _) = joining.Open(size: 3);
        await Fixture.CommitAsync(joining);
        joining = Batch(other, otherEpoch);
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

    [Fact]
    public async Task The_last_payment_completes_the_team_and_promises_for_everybody_in_one_commit()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (team, leader) = await OpenTeamAsync(key, epoch);
        var member = await JoinAsync(key, epoch, team, 2);
        await PayAsync(key, epoch, team, leader);
        var batch = Batch(key, epoch);
        batch.Pay(team, member, TeamStatus.Completed);
        batch.Teams!.Claims[leader.Customer] = new(null, team, 0);
        foreach (var order in (NewOrder[])[leader, member])
            batch.OutboxMessages.Add(
                new(order.Id, Guid.CreateVersion7(), OutboxKinds.FulfilOrder, $"{order.Id}", LedgerFixture.Start, "why")
            );
        var commit = await Fixture.CommitAsync(batch);

        commit.Counters.ShouldBe(new ShardCounters(4, 5, 0, 2));
        var view = (await Fixture.TeamAsync(team))!;
        (view.Status, view.Paid, view.Taken, view.EndedAt).ShouldBe(
            (TeamStatus.Completed, 2, 2, LedgerFixture.Start.AddMinutes(2))
        );
        foreach (var order in (NewOrder[])[leader, member])
        {
            (await Fixture.PromisedAsync(order.Id)).ShouldBe([$"order.fulfil {order.Id}"]);
            (await Fixture.ClaimsAsync(key.Campaign, order.Customer)).ShouldBe((false, false, 1));
        }
        (await Fixture.OpenAsync(key)).Orders.ShouldAllBe(o =>
            o.Standing.Status == OrderStatus.Paid && o.Seat.PaidAt != null
        );
        await EqualAsync(key.Campaign);
    }

    [Fact]
    public async Task A_seat_that_was_given_up_is_another_s()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (team, leader) = await OpenTeamAsync(key, epoch);
        var member = await JoinAsync(key, epoch, team, 2);
        var batch = Batch(key, epoch);
        batch.Leave(team, member, leader.Customer);
        await Fixture.CommitAsync(batch);
        (await Fixture.ClaimsAsync(key.Campaign, member.Customer)).ShouldBe((false, false, 0));
        var next = await JoinAsync(key, epoch, team, 2);
        var seats = (await Fixture.OpenAsync(key)).Orders.ToDictionary(o => o.Id, o => o.Seat.Number);
        (seats[leader.Id], seats[member.Id], seats[next.Id]).ShouldBe((1, -2, 2));
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(2);
    }

    [Fact]
    public async Task One_seat_never_has_two_orders_and_a_team_never_more_than_its_size()
    {
        var (key, epoch) = await OpenedAsync(stock: 9);
        var (team, _) = await OpenTeamAsync(key, epoch);
        await JoinAsync(key, epoch, team, 2);
        await ShouldFailWholeAsync(key, epoch, batch => batch.Join(team, 2));
        await ShouldFailWholeAsync(key, epoch, batch => batch.Join(team, 3));
        await ShouldFailWholeAsync(key, epoch, batch => batch.Touch(team, paid: 3));
    }

    [Fact]
    public async Task What_does_not_stand_as_expected_fails_the_whole_batch()
    {
        var (key, epoch) = await OpenedAsync(stock: 9);
        var (team, leader) = await OpenTeamAsync(key, epoch, size: 3);
        await ShouldFailWholeAsync(key, epoch, batch => batch.Pay(team, LedgerFixture.Order()));
        await ShouldFailWholeAsync(
            key,
            epoch,
            batch => batch.Touch(team, was: TeamStatus.Completed, status: TeamStatus.Failed)
        );
        await ShouldFailWholeAsync(key, epoch, batch => batch.Touch(new(Guid.NewGuid())));
        await ShouldFailWholeAsync(
            key,
            epoch,
            batch => batch.Moves.Add(LedgerFixture.Move(leader, OrderStatus.Cancelled, from: OrderStatus.Closing))
        );
        await PayAsync(key, epoch, team, leader);
    }

    [Fact]
    public async Task A_stale_epoch_opens_seats_claims_promises_and_audits_nothing()
    {
        var (key, stale) = await OpenedAsync(stock: 5);
        var (team, leader) = await OpenTeamAsync(key, stale);
        await Fixture.OpenAsync(key);
        var (shards, view) = (await Fixture.ShardsAsync(key.Campaign), await Fixture.TeamAsync(team));
        var batch = Batch(key, stale);
        var (never, opener) = batch.Open();
        batch.Pay(team, leader, TeamStatus.Completed);
        batch.OutboxMessages.Add(
            new(leader.Id, Guid.CreateVersion7(), OutboxKinds.FulfilOrder, $"{leader.Id}", LedgerFixture.Start)
        );
        batch.Teams!.Audit.Add(new(team, LedgerFixture.Start, "wang", "team.close", "why"));

        (await Fixture.CommitAsync(batch)).IsStale.ShouldBeTrue();

        (await EqualAsync(key.Campaign)).ShouldBe(shards);
        (await Fixture.TeamAsync(team)).ShouldBe(view! with { Members = (await Fixture.TeamAsync(team))!.Members });
        (await Fixture.TeamAsync(never)).ShouldBeNull();
        (await Fixture.PromisedAsync(leader.Id)).ShouldBeEmpty();
        (await Fixture.ClaimsAsync(key.Campaign, opener.Customer)).ShouldBe((false, false, 0));
        (await Fixture.ClaimsAsync(key.Campaign, leader.Customer)).ShouldBe((true, true, 1));
        (await Fixture.AuditAsync(new(team.Value))).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_staff_does_to_a_team_is_audited_in_its_commit()
    {
        var (key, epoch) = await OpenedAsync(stock: 5);
        var (team, _) = await OpenTeamAsync(key, epoch);
        var batch = Batch(key, epoch);
        batch.Touch(team, status: TeamStatus.Failed);
        batch.Teams!.Audit.Add(new(team, LedgerFixture.Start, "wang", "team.close", "a wrong price"));
        await Fixture.CommitAsync(batch);
        (await Fixture.AuditAsync(new(team.Value))).ShouldBe([("wang", "team.close", "a wrong price")]);
    }

    [Fact]
    public async Task A_shard_moves_no_team_of_its_sibling()
    {
        var (one, epoch, other, otherEpoch) = await TwoShardsAsync();
        var (team, _) = await OpenTeamAsync(one, epoch);
        await ShouldFailWholeAsync(other, otherEpoch, batch => batch.Touch(team));
        (await Fixture.TeamAsync(team))!.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task The_sweep_finds_shards_with_a_team_whose_time_is_over_or_whose_campaign_is_closed()
    {
        var (one, epoch, other, otherEpoch) = await TwoShardsAsync();
        var (ended, _) = await OpenTeamAsync(one, epoch);
        await OpenTeamAsync(other, otherEpoch);
        var deadline = LedgerFixture.Start.AddHours(1);
        (await OverdueAsync(deadline)).ShouldBeEmpty();
        (await OverdueAsync(deadline.AddMilliseconds(1))).ShouldBe([one, other], ignoreOrder: true);
        var batch = Batch(one, epoch);
        batch.Touch(ended, status: TeamStatus.Failed);
        await Fixture.CommitAsync(batch);
        (await OverdueAsync(deadline.AddMilliseconds(1))).ShouldBe([other]);
        var owned = await Fixture.Campaigns.TakeAsync(one.Campaign, Ct);
        await Fixture.Campaigns.MoveAsync(
            one.Campaign,
            owned!.Epoch,
            CampaignStatus.Closed,
            "wang",
            "flash-sale.close",
            Ct
        );
        (await OverdueAsync(LedgerFixture.Start)).ShouldBe([other]);

        async Task<IEnumerable<StockShardKey>> OverdueAsync(DateTimeOffset before) =>
            await ShardSweeper.WithTeamsAsync(Fixture.Database, before, Ct);
    }

    [Fact]
    public async Task Shards_that_want_the_same_customers_at_once_never_wait_for_each_other_in_a_circle_and_give_each_one_seat()
    {
        const int rounds = 8;
        var keys = (await Fixture.PublishAsync(stock: 2_000, shards: 4, group: Group)).View.Id is var sale
            ? Enumerable.Range(0, 4).Select(shard => new StockShardKey(sale, shard)).ToList()
            : [];
        var crowds = Enumerable
            .Range(0, rounds)
            .Select(_ => Enumerable.Range(0, 20).Select(_ => new CustomerId(Guid.NewGuid())).ToList())
            .ToList();
        var seated = await Task.WhenAll(
            keys.Select(key =>
                Task.Run(
                    async () =>
                    {
                        var epoch = (await Fixture.OpenAsync(key)).Opening.Epoch;
                        var count = 0;
                        foreach (var crowd in crowds)
                        {
                            var batch = Batch(key, epoch);
                            // Each shard names them in another order.
                            foreach (var customer in crowd.OrderBy(_ => Guid.NewGuid()))
                                batch.Open(by: customer);
                            count += 20 - (await Fixture.CommitAsync(batch)).Refused.Count;
                        }
                        return count;
                    },
                    Ct
                )
            )
        );

        seated.Sum().ShouldBe(rounds * 20);
        (await EqualAsync(sale)).Sum(s => s.Held).ShouldBe(rounds * 20);
    }

    private async Task ShouldFailWholeAsync(StockShardKey key, long epoch, Action<ShardBatch> wrong)
    {
        var before = await Fixture.ShardsAsync(key.Campaign);
        var batch = Batch(key, epoch);
        var (never, opener) = batch.Open();
        wrong(batch);
        await Should.ThrowAsync<Exception>(() => Fixture.CommitAsync(batch));
        (await EqualAsync(key.Campaign)).ShouldBe(before);
        (await Fixture.TeamAsync(never)).ShouldBeNull();
        (await Fixture.ClaimsAsync(key.Campaign, opener.Customer)).ShouldBe((false, false, 0));
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

    private async Task<(StockShardKey, long, StockShardKey, long)> TwoShardsAsync()
    {
        var one = new StockShardKey((await Fixture.PublishAsync(stock: 10, shards: 2, group: Group)).View.Id, 0);
        var other = one with { Shard = 1 };
        return (
            one,
            (await Fixture.OpenAsync(one)).Opening.Epoch,
            other,
            (await Fixture.OpenAsync(other)).Opening.Epoch
        );
    }
}
