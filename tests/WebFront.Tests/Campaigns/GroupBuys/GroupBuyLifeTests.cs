using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>Open, invite, fill: the way of a team from its first seat to its vouchers, or to its end.</summary>
public abstract class GroupBuyLifeTests(ProductFixture product) : WireTests(product)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_team_is_opened_joined_by_its_code_paid_and_everybody_gets_their_voucher()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (await Product.LoginAsync("alice"), await Product.LoginAsync("bob"));
        var team = await campaign.OpenTeamAsync(alice);
        var opened = team.Opened.Json;
        (
            opened.GetProperty("amountFen").GetInt64(),
            opened.GetProperty("seat").GetInt32(),
            opened.GetProperty("size").GetInt32()
        ).ShouldBe((18_900, 1, 2));
        team.Opened.Location.ShouldBe($"/api/teams/{team.Id}");
        opened.GetProperty("path").GetString().ShouldBe($"pages/team/team?code={team.Code}&from=1");
        opened.GetProperty("link").GetString().ShouldBe($"{Product.Address}group?code={team.Code}&from=1");
        (await Product.Anonymous.GetAsync(opened.GetProperty("qr").GetString()!))
            .ShouldBeOk()
            .ContentType.ShouldBe("image/svg+xml");

        var joined = await team.JoinAsync(bob, from: 1);
        joined.Json.GetProperty("amountFen").GetInt64().ShouldBe(19_900);
        var view = await team.ViewAsync(bob);
        (
            view.GetProperty("taken").GetInt32(),
            view.GetProperty("paid").GetInt32(),
            view.GetProperty("mySeat").GetInt32(),
            view.GetProperty("leaderSeat").GetInt32()
        ).ShouldBe((2, 0, 2, 1));
        view.GetProperty("members")[1].GetProperty("invitedBySeat").GetInt32().ShouldBe(1);
        view.GetRawText().ShouldNotContain(alice.Customer.ToString());
        MineOf(view)
            .ShouldBe((Order(joined), "pendingPayment", joined.Json.GetProperty("payBy").GetDateTimeOffset(), 19_900));
        MineOf(await team.ViewAsync(alice)).Id.ShouldBe(Order(team.Opened));
        (await team.ViewAsync(Product.NewCustomer())).GetProperty("myOrder").ValueKind.ShouldBe(JsonValueKind.Null);

        await PayAsync(alice, team.Opened);
        (await team.StatusAsync()).ShouldBe("open");
        (await alice.GetAsync($"/api/orders/{Order(team.Opened)}"))
            .Json.GetProperty("status")
            .GetString()
            .ShouldBe("paid");
        await PayAsync(bob, joined);
        (await team.StatusAsync()).ShouldBe("completed");
        foreach (var (customer, order) in ((ApiClient, Answer)[])[(alice, team.Opened), (bob, joined)])
        {
            await Eventually.GetsAsync(Deadline, () => StatusAsync(customer, order), status => status == "fulfilled");
            await Eventually.GetsAsync(Deadline, () => VouchersAsync(customer), count => count == 1);
        }
        var ledger = await campaign.LedgerAsync();
        (
            ledger.GetProperty("confirmed").GetInt64(),
            ledger.GetProperty("free").GetInt64(),
            ledger.GetProperty("teamsCompleted").GetInt64()
        ).ShouldBe((2, 98, 1));
    }

    [Fact]
    public async Task The_same_key_gives_the_same_seat_and_another_wish_under_it_is_refused()
    {
        var campaign = await TestCampaign.OpenAsync(Product, shards: 4);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var first = (await campaign.AskToOpenAsync(alice, 3, "k")).ShouldBeAccepted();
        var again = (await campaign.AskToOpenAsync(alice, 3, "k")).ShouldBeAccepted();
        (again.Text, again.Header("Idempotent-Replayed")).ShouldBe((first.Text, "true"));
        (await campaign.AskToOpenAsync(alice, 2, "k")).ShouldBeProblem(422, "key-reused");
        var team = new TestTeam(
            campaign,
            first.Json.GetProperty("teamId").GetGuid(),
            first.Json.GetProperty("shareCode").GetString()!,
            first
        );

        var joined = (await team.AskToJoinAsync(bob, key: "k")).ShouldBeAccepted();
        (await team.LeaveAsync(bob)).ShouldBeOk();
        (await team.AskToJoinAsync(bob, key: "k")).ShouldBeAccepted().Text.ShouldBe(joined.Text);
        (await team.AskToJoinAsync(bob, from: 1, key: "k")).ShouldBeProblem(422, "key-reused");
        (await team.AskToJoinAsync(bob, key: "k2")).ShouldBeAccepted().Text.ShouldNotBe(joined.Text);
    }

    [Fact]
    public async Task Who_left_still_sees_the_order_that_was_their_seat_and_who_comes_back_the_new_one()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        var first = await team.JoinAsync(bob);
        var left = (await team.LeaveAsync(bob)).ShouldBeOk().Json;
        (MineOf(left).Id, MineOf(left).Status, left.GetProperty("mySeat").ValueKind).ShouldBe(
            (Order(first), "cancelled", JsonValueKind.Null)
        );
        var second = await team.JoinAsync(bob);
        MineOf(await team.ViewAsync(bob)).Id.ShouldBe(Order(second));
        (await bob.GetAsync($"/api/orders/{Order(second)}"))
            .ShouldBeOk()
            .Json.GetProperty("teamId")
            .GetGuid()
            .ShouldBe(team.Id);
    }

    [Fact]
    public async Task A_team_that_does_not_fill_fails_and_every_paid_member_is_promised_one_refund()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob, late) = (Product.NewCustomer(), Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        await team.PayAsync(alice, team.Opened);
        await team.JoinAsync(bob);
        using var _ = Product.Clock.Forward(TimeSpan.FromHours(1));
        (await team.AskToJoinAsync(late)).ShouldBeProblem(409, "team-over");
        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "failed");
        var orders = await team.OrdersAsync();
        orders.Select(o => o.Status).ShouldBe([OrderStatus.Refunding, OrderStatus.Cancelled], ignoreOrder: true);
        (
            await TestTeam.PromisedAsync(Product, orders.Single(o => o.Status == OrderStatus.Refunding).Order)
        ).ShouldContain("order.refund");
        (await campaign.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(0);
        (await alice.GetAsync($"/api/orders/{Order(team.Opened)}"))
            .Json.GetProperty("cause")
            .GetString()
            .ShouldBe("teamFailed");
        // The one refund is on its way: alice may open again at once.
        (await campaign.AskToOpenAsync(alice)).ShouldBeAccepted();
    }

    [Fact]
    public async Task With_virtual_completion_a_team_completes_at_its_deadline_with_enough_members_and_says_so()
    {
        var campaign = await TestCampaign.OpenAsync(Product, further: new { virtualPercent = 60 });
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        await team.PayAsync(alice, team.Opened);
        await team.PayAsync(bob, await team.JoinAsync(bob));
        var view = await team.ViewAsync(alice);
        (view.GetProperty("completesWith").GetInt32(), view.GetProperty("status").GetString()).ShouldBe((2, "open"));
        using var _ = Product.Clock.Forward(TimeSpan.FromHours(1));
        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "completed");
        (await team.ViewAsync(alice)).GetProperty("completedShort").GetBoolean().ShouldBeTrue();
        (await team.OrdersAsync()).ShouldAllBe(o => o.Status == OrderStatus.Paid || o.Status == OrderStatus.Fulfilled);
    }

    [Fact]
    public async Task New_customers_only_turns_away_who_has_bought_before()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice);
        await team.PayAsync(alice, team.Opened);
        var forNew = await TestCampaign.OpenAsync(Product, further: new { newCustomersOnly = true });
        (await forNew.AskToOpenAsync(alice)).ShouldBeProblem(409, "new-customers-only");
        var opened = (await forNew.AskToOpenAsync(bob, key: "k")).ShouldBeAccepted();
        var own = new TestTeam(
            forNew,
            opened.Json.GetProperty("teamId").GetGuid(),
            opened.Json.GetProperty("shareCode").GetString()!,
            opened
        );
        await own.PayAsync(bob, opened);
        // A customer who is no longer new still gets the answer that was given.
        (await forNew.AskToOpenAsync(bob, key: "k"))
            .ShouldBeAccepted()
            .Text.ShouldBe(opened.Text);
    }

    [Fact]
    public async Task An_inviter_is_rewarded_once_when_the_invited_completes_their_first_team()
    {
        var campaign = await TestCampaign.OpenAsync(Product, further: new { rewardProductId = Product.VoucherId });
        var (alice, bob, carol) = (
            await Product.LoginAsync("alice"),
            await Product.LoginAsync("bob"),
            await Product.LoginAsync("carol")
        );
        await CompleteAsync(campaign, alice, bob);
        await Eventually.GetsAsync(Deadline, () => RewardsAsync(alice), count => count == 1);
        (await RewardsAsync(bob)).ShouldBe(0);
        // Bob's second team is no first one; Carol's first is, and Bob led it.
        await CompleteAsync(campaign, alice, bob);
        await CompleteAsync(campaign, bob, carol);
        await Eventually.GetsAsync(Deadline, () => RewardsAsync(bob), count => count == 1);
        (await RewardsAsync(alice)).ShouldBe(1);
        (await RewardsAsync(carol)).ShouldBe(0);
    }

    private static async Task CompleteAsync(TestCampaign campaign, ApiClient leader, ApiClient member)
    {
        var team = await campaign.OpenTeamAsync(leader);
        await team.PayAsync(leader, team.Opened);
        await team.PayAsync(member, await team.JoinAsync(member));
        (await team.StatusAsync()).ShouldBe("completed");
    }

    // By WeChat's own way: prepared, paid at the gateway, called back.
    private async Task PayAsync(ApiClient customer, Answer placed)
    {
        var prepared = (await customer.PostAsync($"/api/orders/{Order(placed)}/pay")).ShouldBeOk();
        var number = await Product.WeChat.NumberOfAsync(
            prepared.Json.GetProperty("package").GetString()!["prepay_id=".Length..]
        );
        await Product.WeChat.PayAsync(number);
        await Eventually.GetsAsync(
            Deadline,
            () => StatusAsync(customer, placed),
            status => status is "paid" or "fulfilled"
        );
    }

    private static (Guid Id, string Status, DateTimeOffset PayBy, long AmountFen) MineOf(JsonElement team)
    {
        var mine = team.GetProperty("myOrder");
        return (
            mine.GetProperty("id").GetGuid(),
            mine.GetProperty("status").GetString()!,
            mine.GetProperty("payBy").GetDateTimeOffset(),
            mine.GetProperty("amountFen").GetInt64()
        );
    }

    private static Guid Order(Answer placed) => placed.Json.GetProperty("orderId").GetGuid();

    private static async Task<string> StatusAsync(ApiClient customer, Answer placed) =>
        (await customer.GetAsync($"/api/orders/{Order(placed)}")).ShouldBeOk().Json.GetProperty("status").GetString()!;

    private static async Task<int> VouchersAsync(ApiClient customer) =>
        (await customer.GetAsync("/api/vouchers"))
            .ShouldBeOk()
            .Json.GetProperty("vouchers")
            .EnumerateArray()
            .Count(v => v.GetProperty("state").GetString() == "issued");

    private static async Task<int> RewardsAsync(ApiClient customer) =>
        (await customer.GetAsync("/api/vouchers"))
            .ShouldBeOk()
            .Json.GetProperty("vouchers")
            .EnumerateArray()
            .Count(v => v.GetProperty("orderId").ValueKind == JsonValueKind.Null);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class GroupBuyLifeInProcessOnSqlite(InProcessOnSqlite product) : GroupBuyLifeTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class GroupBuyLifeRemoteOnPostgres(RemoteOnPostgres product) : GroupBuyLifeTests(product);
