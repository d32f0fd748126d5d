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

/// <summary>Teams that change, and batches that fail whole.</summary>
public abstract partial class TeamTableContract
{
    [Fact]
    public async Task The_last_payment_completes_the_team_and_writes_messages_for_everybody_in_one_commit()
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
        TeamState
            .Of(view)
            .ShouldBe(
                new(
                    Revision: 4,
                    TeamStatus.Completed,
                    Paid: 2,
                    Taken: 2,
                    Size: 2,
                    Shard: 0,
                    LedgerFixture.Start.AddMinutes(2)
                )
            );
        foreach (var order in (NewOrder[])[leader, member])
        {
            (await Fixture.OutboxAsync(order.Id)).ShouldBe([$"order.fulfil {order.Id}"]);
            (await Fixture.ClaimsAsync(key.Campaign, order.Customer)).ShouldBe((false, false, 1));
        }
        (await Fixture.OpenAsync(key)).Orders.ShouldAllBe(o =>
            o.OrderState.Status == OrderStatus.Paid && o.Seat.PaidAt != null
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
        batch.Moves[^1] = batch.Moves[^1] with { Next = batch.Moves[^1].Next with { Excused = true } };
        await Fixture.CommitAsync(batch);
        (await Fixture.ClaimsAsync(key.Campaign, member.Customer)).ShouldBe((false, false, 0));
        var next = await JoinAsync(key, epoch, team, 2);
        var seats = (await Fixture.OpenAsync(key)).Orders.ToDictionary(o => o.Id, o => o.Seat.Number);
        (seats[leader.Id], seats[member.Id], seats[next.Id]).ShouldBe((1, -2, 2));
        (await Fixture.TeamAsync(team))!.Taken.ShouldBe(2);
        var excused = (await Fixture.OpenAsync(key)).Orders.Where(o => o.OrderState.Excused);
        excused.ShouldHaveSingleItem().Id.ShouldBe(member.Id);
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
    public async Task A_stale_epoch_opens_seats_claims_writes_messages_and_audits_nothing()
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
        (await Fixture.OutboxAsync(leader.Id)).ShouldBeEmpty();
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
        var (one, other) = await TwoShardsAsync();
        var (team, _) = await OpenTeamAsync(one.Key, one.Epoch);
        await ShouldFailWholeAsync(other.Key, other.Epoch, batch => batch.Touch(team));
        (await Fixture.TeamAsync(team))!.Revision.ShouldBe(1);
    }

    [Fact]
    public async Task The_sweep_finds_shards_with_a_team_whose_time_is_over_or_whose_campaign_is_closed()
    {
        var (one, other) = await TwoShardsAsync();
        var (ended, _) = await OpenTeamAsync(one.Key, one.Epoch);
        await OpenTeamAsync(other.Key, other.Epoch);
        var deadline = LedgerFixture.Start.AddHours(1);
        (await OverdueAsync(deadline)).ShouldBeEmpty();
        (await OverdueAsync(deadline.AddMilliseconds(1))).ShouldBe([one.Key, other.Key], ignoreOrder: true);
        var batch = Batch(one.Key, one.Epoch);
        batch.Touch(ended, status: TeamStatus.Failed);
        await Fixture.CommitAsync(batch);
        (await OverdueAsync(deadline.AddMilliseconds(1))).ShouldBe([other.Key]);
        var owned = await Fixture.Campaigns.TakeAsync(one.Key.Campaign, Ct);
        await Fixture.Campaigns.MoveAsync(
            one.Key.Campaign,
            owned!.Epoch,
            CampaignStatus.Closed,
            "wang",
            "flash-sale.close",
            Ct
        );
        (await OverdueAsync(LedgerFixture.Start)).ShouldBe([other.Key]);

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
}
