namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>A team at its deadline: failed with refunds, or complete with fewer members where the campaign allows that.</summary>
public abstract class TeamDeadlineTests(ProductFixture product) : WireTests(product)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

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
        (await alice.GetAsync($"/api/orders/{team.Opened.Json.GetProperty("orderId").GetGuid()}"))
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
}

[Collection(InProcessOnSqlite.Name)]
public sealed class TeamDeadlineInProcessOnSqlite(InProcessOnSqlite product) : TeamDeadlineTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class TeamDeadlineRemoteOnPostgres(RemoteOnPostgres product) : TeamDeadlineTests(product);
