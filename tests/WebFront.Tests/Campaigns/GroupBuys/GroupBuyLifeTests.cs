using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>A team from its first seat to its vouchers: opened, joined and paid.</summary>
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
        foreach (var (customer, order) in ((ApiClient, Reply)[])[(alice, team.Opened), (bob, joined)])
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
    public async Task The_same_key_gives_the_same_seat_and_another_request_under_it_is_refused()
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

    // The payment takes the whole way: prepared, paid at the gateway, called back.
    private async Task PayAsync(ApiClient customer, Reply placed)
    {
        var prepared = (await customer.PostAsync($"/api/orders/{Order(placed)}/pay")).ShouldBeOk();
        var number = await Product.WeChat.NumberOfAsync(prepared);
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

    private static Guid Order(Reply placed) => placed.Json.GetProperty("orderId").GetGuid();

    private static async Task<string> StatusAsync(ApiClient customer, Reply placed) =>
        (await customer.GetAsync($"/api/orders/{Order(placed)}")).ShouldBeOk().Json.GetProperty("status").GetString()!;

    private static async Task<int> VouchersAsync(ApiClient customer) =>
        (await customer.GetAsync("/api/vouchers"))
            .ShouldBeOk()
            .Json.GetProperty("vouchers")
            .EnumerateArray()
            .Count(v => v.GetProperty("state").GetString() == "issued");
}

[Collection(InProcessOnSqlite.Name)]
public sealed class GroupBuyLifeInProcessOnSqlite(InProcessOnSqlite product) : GroupBuyLifeTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class GroupBuyLifeRemoteOnPostgres(RemoteOnPostgres product) : GroupBuyLifeTests(product);
