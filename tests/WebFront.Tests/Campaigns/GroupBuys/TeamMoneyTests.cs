using FuelGrains.WebFront.Tests.Orders;

namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>A team's money at WeChat that comes late, or whose message comes late.</summary>
public abstract class TeamMoneyTests(ProductFixture product) : MoneyTests(product)
{
    private static readonly TimeSpan OpenFor = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_last_payment_that_nobody_told_of_in_time_still_completes_the_team()
    {
        var (team, alice, bob, joined) = await OneToGoAsync();
        await WeChat.FaultAsync("pay-notify", "lose");
        await WeChat.FaultAsync("query", "stale");
        var number = await PrepareAsync(bob, joined);
        await WeChat.PayAsync(number);
        using var _ = Product.Clock.Forward(OpenFor + TimeSpan.FromSeconds(2));
        // The order closes, and the team waits for the gateway's answer.
        await Eventually.GetsAsync(Deadline, () => StatusAsync(bob, joined), status => status == "closing");
        (await team.AskToJoinAsync(Product.NewCustomer())).ShouldBeProblem(409, "team-over");
        (await team.StatusAsync()).ShouldBe("open");
        await WeChat.NoFaultsAsync();

        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status != "open");
        (await team.StatusAsync()).ShouldBe("completed");
        foreach (var (customer, order) in ((ApiClient, Reply)[])[(alice, team.Opened), (bob, joined)])
            await Eventually.GetsAsync(Deadline, () => StatusAsync(customer, order), status => status == "fulfilled");
        (await WeChat.JournalAsync("refund", number)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_paid_member_of_a_team_that_fails_gets_their_money_back_once_and_the_units_are_free_again()
    {
        var campaign = await TestCampaign.OpenAsync(
            Product,
            stock: 10,
            further: new { teamOpenSeconds = (int)OpenFor.TotalSeconds }
        );
        var (alice, bob, carol) = (
            await Product.LoginAsync("alice"),
            await Product.LoginAsync("bob"),
            await Product.LoginAsync("carol")
        );
        var team = await campaign.OpenTeamAsync(alice, 3);
        var joined = await team.JoinAsync(bob);
        var numbers = new[] { await PrepareAsync(alice, team.Opened), await PrepareAsync(bob, joined) };
        foreach (var number in numbers)
            await WeChat.PayAsync(number);
        await Eventually.GetsAsync(
            Deadline,
            () => team.ViewAsync(carol),
            view => view.GetProperty("paid").GetInt32() == 2
        );
        await team.JoinAsync(carol);
        using var _ = Product.Clock.Forward(OpenFor + TimeSpan.FromSeconds(2));

        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "failed");
        foreach (var number in numbers)
            await WentBackOnceAsync(number, 17_900);
        foreach (var (customer, order) in ((ApiClient, Reply)[])[(alice, team.Opened), (bob, joined)])
            await Eventually.GetsAsync(Deadline, () => StatusAsync(customer, order), status => status == "refunded");
        await Eventually.GetsAsync(
            Deadline,
            campaign.LedgerAsync,
            ledger => ledger.GetProperty("free").GetInt64() == 10
        );
    }

    [Fact]
    public async Task A_member_who_paid_and_leaves_an_open_team_gets_their_money_back_once()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (await Product.LoginAsync("alice"), await Product.LoginAsync("bob"));
        var team = await campaign.OpenTeamAsync(alice, 3);
        var joined = await team.JoinAsync(bob);
        var number = await PrepareAsync(bob, joined);
        await WeChat.PayAsync(number);
        await Eventually.GetsAsync(Deadline, () => StatusAsync(bob, joined), status => status == "paid");
        await Eventually.GetsAsync(Deadline, () => team.LeaveAsync(bob), answer => answer.Status == 200);
        await WentBackOnceAsync(number, 17_900);
        await Eventually.GetsAsync(Deadline, () => StatusAsync(bob, joined), status => status == "refunded");
        (await team.ViewAsync(alice)).GetProperty("taken").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Money_that_comes_after_the_team_failed_goes_back_once_and_the_seat_stays_lost()
    {
        var (team, alice, bob, joined) = await OneToGoAsync();
        var number = await PrepareAsync(bob, joined);
        using var _ = Product.Clock.Forward(OpenFor + TimeSpan.FromSeconds(2));
        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "failed");
        await WeChat.PayAsync(number, force: true);

        await WentBackOnceAsync(number, 19_900);
        (await StatusAsync(bob, joined)).ShouldBe("cancelled");
        (await StatusAsync(alice, team.Opened)).ShouldBeOneOf("refunding", "refunded");
    }

    [Fact]
    public async Task Money_that_comes_while_staff_ends_the_team_goes_back_once()
    {
        var (team, _, bob, joined) = await OneToGoAsync();
        await WeChat.FaultAsync("close", "system-error");
        await WeChat.FaultAsync("query", "system-error");
        var number = await PrepareAsync(bob, joined);
        (
            await Product.Staff.PostAsync($"/api/admin/teams/{team.Code}/close", new { reason = "a wrong price" })
        ).Status.ShouldBe(204);
        (await StatusAsync(bob, joined)).ShouldBe("closing");
        await WeChat.PayAsync(number, force: true);
        await WeChat.NoFaultsAsync();

        await WentBackOnceAsync(number, 19_900);
        await Eventually.GetsAsync(Deadline, () => StatusAsync(bob, joined), status => status == "cancelled");
        (await team.StatusAsync()).ShouldBe("failed");
    }

    [Fact]
    public async Task Who_sits_down_in_the_last_minute_is_told_the_deadline_and_can_pay_until_then()
    {
        var (team, alice, bob, _) = await OneToGoAsync(joined: false);
        using var late = Product.Clock.Forward(OpenFor - TimeSpan.FromSeconds(45));
        var joined = await team.JoinAsync(bob);
        joined
            .Json.GetProperty("payBy")
            .GetDateTimeOffset()
            .ShouldBe(joined.Json.GetProperty("deadline").GetDateTimeOffset());
        // WeChat takes no payment that ends within a minute; this one is closed at the deadline.
        await WeChat.PayAsync(await PrepareAsync(bob, joined));
        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "completed");
        foreach (var (customer, order) in ((ApiClient, Reply)[])[(alice, team.Opened), (bob, joined)])
            await Eventually.GetsAsync(Deadline, () => StatusAsync(customer, order), status => status == "fulfilled");
    }

    [Fact]
    public async Task In_the_last_moments_nobody_sits_down_and_who_sits_still_pays()
    {
        var (team, _, bob, joined) = await OneToGoAsync(size: 3);
        var view = await team.ViewAsync(bob);
        (view.GetProperty("deadline").GetDateTimeOffset() - view.GetProperty("joinBy").GetDateTimeOffset()).ShouldBe(
            GroupTerms.TimeToPay
        );
        using var last = Product.Clock.Forward(OpenFor - TimeSpan.FromSeconds(20));
        (await team.AskToJoinAsync(Product.NewCustomer())).ShouldBeProblem(409, "team-ending");
        (await Product.Anonymous.GetAsync(team.Campaign.Path))
            .ShouldBeOk()
            .Json.GetProperty("openTeams")
            .GetArrayLength()
            .ShouldBe(0);
        await WeChat.PayAsync(await PrepareAsync(bob, joined));
        await Eventually.GetsAsync(Deadline, () => StatusAsync(bob, joined), status => status == "paid");
    }

    [Fact]
    public async Task Money_that_WeChat_still_takes_after_the_team_failed_goes_back_once()
    {
        var (team, alice, bob, joined) = await OneToGoAsync(size: 3);
        using var last = Product.Clock.Forward(OpenFor - TimeSpan.FromSeconds(5));
        var number = await PrepareAsync(bob, joined);
        await WeChat.FaultAsync("close", "system-error");
        using var over = Product.Clock.Forward(OpenFor + TimeSpan.FromSeconds(2));
        await Eventually.GetsAsync(Deadline, team.StatusAsync, status => status == "failed");
        // The payment is not late by WeChat's clock: the attempt is open there for a minute, and the close does not get through.
        await WeChat.PayAsync(number);

        await WentBackOnceAsync(number, 17_900);
        (await StatusAsync(bob, joined)).ShouldBeOneOf("closing", "cancelled");
        (await StatusAsync(alice, team.Opened)).ShouldBeOneOf("refunding", "refunded");
    }

    private async Task<(TestTeam Team, ApiClient Alice, ApiClient Bob, Reply Joined)> OneToGoAsync(
        int size = 2,
        bool joined = true
    )
    {
        var campaign = await TestCampaign.OpenAsync(
            Product,
            further: new { teamOpenSeconds = (int)OpenFor.TotalSeconds }
        );
        var (alice, bob) = (await Product.LoginAsync("alice"), await Product.LoginAsync("bob"));
        var team = await campaign.OpenTeamAsync(alice, size);
        await team.PayAsync(alice, team.Opened);
        return (team, alice, bob, joined ? await team.JoinAsync(bob) : team.Opened);
    }

    private async Task<string> PrepareAsync(ApiClient customer, Reply placed)
    {
        var prepared = (
            await customer.PostAsync($"/api/orders/{placed.Json.GetProperty("orderId").GetGuid()}/pay")
        ).ShouldBeOk();
        return await WeChat.NumberOfAsync(prepared);
    }

    private static async Task<string> StatusAsync(ApiClient customer, Reply placed) =>
        (await customer.GetAsync($"/api/orders/{placed.Json.GetProperty("orderId").GetGuid()}"))
            .ShouldBeOk()
            .Json.GetProperty("status")
            .GetString()!;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TeamMoneyInProcessOnSqlite(InProcessOnSqlite product) : TeamMoneyTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TeamMoneyRemoteOnPostgres(RemoteOnPostgres product) : TeamMoneyTests(product);
