namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>Many customers act at once: no team has a seat too many, each race has one winner, and the loser is told.</summary>
public abstract class TeamRaceTests(ProductFixture product) : WireTests(product)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Fifty_people_race_for_the_last_seat_and_one_gets_it(int shards)
    {
        var campaign = await TestCampaign.OpenAsync(Product, shards);
        var team = await campaign.OpenTeamAsync(Product.NewCustomer());
        var crowd = Enumerable.Range(0, 50).Select(_ => Product.NewCustomer()).ToArray();
        var answers = await Task.WhenAll(
            crowd.Select(customer => UntilDefiniteAsync(key => team.AskToJoinAsync(customer, key: key)))
        );

        answers.Count(answer => answer.Status == 201).ShouldBe(1);
        foreach (var refusal in answers.Where(answer => answer.Status != 201))
            refusal.ShouldBeProblem(409, "team-full").Json.TryGetProperty("firstReturnAt", out _).ShouldBeTrue();
        (await team.OrdersAsync()).Select(o => o.Seat).ShouldBe([1, 2]);
        (await campaign.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Of_the_deadline_and_the_last_payment_at_the_same_tick_one_wins()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var wins = new List<string>();
        for (var round = 0; round < 6; round++)
        {
            var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
            var team = await campaign.OpenTeamAsync(alice);
            await team.PayAsync(alice, team.Opened);
            var joined = await team.JoinAsync(bob);
            using var _ = Product.Clock.StopAt(team.Opened.Json.GetProperty("deadline").GetDateTimeOffset());
            // Either request may reach the shard first; in every other round the deadline gets a head start.
            var expiring = round % 2 == 0 ? team.ExpireAsync() : Task.CompletedTask;
            var paid = await team.PayAsync(bob, joined);
            await expiring;
            await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status != "open");

            var (status, orders) = (await team.StatusAsync(), await team.OrdersAsync());
            wins.Add(status);
            if (paid == TransitionOutcome.Applied)
            {
                status.ShouldBe("completed");
                orders.ShouldAllBe(o => o.Status == OrderStatus.Paid || o.Status == OrderStatus.Fulfilled);
            }
            else
            {
                (paid, status).ShouldBe((TransitionOutcome.Rejected, "failed"));
                orders
                    .Select(o => o.Status)
                    .ShouldBe([OrderStatus.Refunding, OrderStatus.Cancelled], ignoreOrder: true);
            }
            foreach (var order in orders)
                (await TestTeam.PromisedAsync(Product, order.Order))
                    .Count(kind => kind == "order.refund")
                    .ShouldBe(order.Status == OrderStatus.Refunding ? 1 : 0);
        }
        wins.Count.ShouldBe(6);
    }

    [Fact]
    public async Task When_the_leader_leaves_while_others_pay_the_lead_passes_on_and_nobody_is_lost()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob, carol) = (Product.NewCustomer(), Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        await team.PayAsync(alice, team.Opened);
        var (second, third) = (await team.JoinAsync(bob), await team.JoinAsync(carol));
        await team.PayAsync(bob, second);
        var leaving = LeaveAsync();
        var paid = await team.PayAsync(carol, third);
        var left = await leaving;

        paid.ShouldBe(TransitionOutcome.Applied);
        var view = await team.ViewAsync(bob);
        if (left.Status == 200)
        {
            (
                view.GetProperty("status").GetString(),
                view.GetProperty("paid").GetInt32(),
                view.GetProperty("leaderSeat").GetInt32()
            ).ShouldBe(("open", 2, 2));
            (await team.JoinAsync(Product.NewCustomer())).Json.GetProperty("seat").GetInt32().ShouldBe(1);
            (await team.OrdersAsync()).Count(o => o.Status == OrderStatus.Refunding).ShouldBe(1);
        }
        else
        {
            left.ShouldBeProblem(409, "team-ended");
            view.GetProperty("status").GetString().ShouldBe("completed");
        }

        async Task<Reply> LeaveAsync() =>
            (await Eventually.GetsAsync(Deadline, () => team.LeaveAsync(alice), answer => answer.Status < 500)).Value;
    }

    [Fact]
    public async Task A_team_whose_only_member_leaves_is_dissolved_and_its_unit_is_free_again()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var alice = Product.NewCustomer();
        var team = await campaign.OpenTeamAsync(alice);
        (await team.LeaveAsync(alice)).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("dissolved");
        (await team.AskToJoinAsync(Product.NewCustomer())).ShouldBeProblem(409, "team-over");
        (await team.LeaveAsync(alice)).Status.ShouldBe(404);
        (await campaign.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(100);
        (await campaign.AskToOpenAsync(alice)).ShouldBeAccepted();
    }

    [Fact]
    public async Task Whatever_shards_their_teams_map_to_a_customer_has_one_unpaid_seat_and_one_open_team()
    {
        var campaign = await TestCampaign.OpenAsync(Product, shards: 4);
        var teams = new List<TestTeam>();
        while (teams.Select(t => t.Shard).Distinct().Count() < 4)
            teams.Add(await campaign.OpenTeamAsync(Product.NewCustomer(), 3));
        var alice = Product.NewCustomer();
        var answers = await Task.WhenAll(
            teams
                .Select(team => UntilDefiniteAsync(key => team.AskToJoinAsync(alice, key: key)))
                .Append(UntilDefiniteAsync(key => campaign.AskToOpenAsync(alice, key: key)))
        );

        var won = answers.Where(answer => answer.Status == 201).ShouldHaveSingleItem();
        foreach (var refusal in answers.Where(answer => answer.Status != 201))
            refusal.ShouldBeProblem(409, "unpaid-seat");
        (await campaign.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(teams.Count + 1);

        var other = new TestTeam(
            campaign,
            won.Json.GetProperty("teamId").GetGuid(),
            won.Json.GetProperty("shareCode").GetString()!,
            won
        );
        await other.PayAsync(alice, won);
        var second = await campaign.AskToOpenAsync(alice);
        if (won.Json.GetProperty("seat").GetInt32() == 1)
            second.ShouldBeProblem(409, "open-team");
        else
        {
            var own = second.ShouldBeAccepted();
            await new TestTeam(campaign, own.Json.GetProperty("teamId").GetGuid(), "", own).PayAsync(alice, own);
            (await campaign.AskToOpenAsync(alice)).ShouldBeProblem(409, "open-team");
        }
    }

    [Fact]
    public async Task Nobody_gets_more_seats_than_the_limit_over_all_shards_and_the_stock_is_never_oversold()
    {
        var campaign = await TestCampaign.OpenAsync(
            Product,
            shards: 4,
            stock: 20,
            further: new { limitPerCustomer = 1 }
        );
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 60)
                .Select(_ => Product.NewCustomer())
                .Select(customer => UntilDefiniteAsync(key => campaign.AskToOpenAsync(customer, key: key)))
        );
        answers.Count(answer => answer.Status == 201).ShouldBe(20);
        foreach (var refusal in answers.Where(answer => answer.Status != 201))
            refusal.ShouldBeProblem(409, "all-held");

        var roomy = await TestCampaign.OpenAsync(Product, shards: 4, further: new { limitPerCustomer = 1 });
        var (alice, team) = (Product.NewCustomer(), await roomy.OpenTeamAsync(Product.NewCustomer(), 3));
        await team.PayAsync(alice, await team.JoinAsync(alice));
        (await roomy.AskToOpenAsync(alice)).ShouldBeProblem(409, "limit-reached");
        (await team.AskToJoinAsync(alice)).ShouldBeProblem(409, "already-in-team");
    }

    // Every client must ask again with the same key when the answer is unknown.
    private static async Task<Reply> UntilDefiniteAsync(Func<string, Task<Reply>> ask)
    {
        var key = Guid.NewGuid().ToString();
        return (
            await Eventually.GetsAsync(TimeSpan.FromSeconds(20), () => ask(key), answer => answer.Status < 500)
        ).Value;
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TeamRaceInProcessOnSqlite(InProcessOnSqlite product) : TeamRaceTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TeamRaceRemoteOnPostgres(RemoteOnPostgres product) : TeamRaceTests(product);
