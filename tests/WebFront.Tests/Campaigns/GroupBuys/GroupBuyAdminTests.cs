namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>Group buys and their teams as staff see and change them.</summary>
public abstract class GroupBuyAdminTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_campaign_is_created_published_paused_resumed_restocked_and_closed_and_its_open_teams_fail()
    {
        var campaign = await TestCampaign.OpenAsync(Product, stock: 4);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice);
        await team.PayAsync(alice, team.Opened);
        (await campaign.StaffAsync("pause")).ShouldBeOk();
        (await team.AskToJoinAsync(bob)).ShouldBeProblem(409, "paused");
        (await campaign.AskToOpenAsync(bob)).ShouldBeProblem(409, "paused");
        (await campaign.StaffAsync("resume")).ShouldBeOk();
        (await campaign.StaffAsync("restock", new { delta = 6 }))
            .ShouldBeOk()
            .Json.GetProperty("stock")
            .GetInt64()
            .ShouldBe(10);
        // A gate may believe for a second that the campaign is paused.
        var joined = await Eventually.GetsAsync(
            TimeSpan.FromSeconds(20),
            () => team.AskToJoinAsync(bob),
            answer => answer.Status != 409
        );
        joined.Value.ShouldBeAccepted();

        (await campaign.StaffAsync("close")).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("closed");
        await Eventually.GetsAsync(TimeSpan.FromSeconds(20), team.StatusAsync, status => status == "failed");
        (await team.OrdersAsync())
            .Select(o => o.Status)
            .ShouldBe([OrderStatus.Refunding, OrderStatus.Cancelled], ignoreOrder: true);
        (await campaign.AskToOpenAsync(bob)).ShouldBeProblem(409, "sale-closed");
    }

    [Fact]
    public async Task Staff_sees_teams_by_state_and_the_funnel_and_ends_a_team_with_refunds_once()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob, carol) = (Product.NewCustomer(), Product.NewCustomer(), Product.NewCustomer());
        for (var i = 0; i < 3; i++)
            (await Product.Anonymous.GetAsync(campaign.Path)).ShouldBeOk();
        // A visitor whose page stays open counts once.
        (await Product.Anonymous.GetAsync($"{campaign.Path}/teams"))
            .ShouldBeOk()
            .Json.GetProperty("openTeams")
            .GetArrayLength()
            .ShouldBe(0);
        var full = await campaign.OpenTeamAsync(alice);
        await full.PayAsync(alice, full.Opened);
        await full.PayAsync(bob, await full.JoinAsync(bob));
        var open = await campaign.OpenTeamAsync(carol, 3);
        await open.PayAsync(carol, open.Opened);

        (await TeamsAsync("?status=open")).ShouldBe([open.Id]);
        (await TeamsAsync("?status=completed")).ShouldBe([full.Id]);
        (await TeamsAsync("")).ShouldBe([open.Id, full.Id]);
        var funnel = (await Product.Staff.GetAsync($"/api/admin/group-buys/{campaign.Id}/conversion"))
            .ShouldBeOk()
            .Json;
        ((string[])["opened", "joined", "paid", "completed", "teamsOpen", "teamsCompleted"])
            .Select(step => funnel.GetProperty(step).GetInt64())
            .ShouldBe([2, 3, 3, 2, 1, 1]);
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () =>
                (await Product.Staff.GetAsync($"/api/admin/group-buys/{campaign.Id}/conversion"))
                    .Json.GetProperty("viewed")
                    .GetInt64() == 3
        );

        (
            await Product.Staff.PostAsync($"/api/admin/teams/{open.Id}/close", new { reason = "a wrong price" })
        ).Status.ShouldBe(204);
        (
            await Product.Staff.PostAsync($"/api/admin/teams/{open.Id}/close", new { reason = "a wrong price" })
        ).ShouldBeProblem(409, "team-ended");
        (
            await Product.Staff.PostAsync($"/api/admin/teams/{full.Id}/close", new { reason = "too late" })
        ).ShouldBeProblem(409, "team-ended");
        var order = (await open.OrdersAsync()).ShouldHaveSingleItem();
        order.Status.ShouldBe(OrderStatus.Refunding);
        (await TestTeam.PromisedAsync(Product, order.Order)).Count(kind => kind == "order.refund").ShouldBe(1);

        async Task<Guid[]> TeamsAsync(string query) =>
            [
                .. (await Product.Staff.GetAsync($"/api/admin/group-buys/{campaign.Id}/teams{query}"))
                    .ShouldBeOk()
                    .Json.GetProperty("teams")
                    .EnumerateArray()
                    .Select(team => team.GetProperty("id").GetGuid()),
            ];
    }

    [Fact]
    public async Task Teams_that_miss_few_are_shown_with_their_campaign_and_whoever_joins_from_there_was_invited_by_nobody()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        await campaign.OpenTeamAsync(Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice, 3);
        await team.PayAsync(alice, team.Opened);
        var shown = (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(10),
                async () =>
                    (await Product.Anonymous.GetAsync(campaign.Path)).ShouldBeOk().Json.GetProperty("openTeams"),
                teams => teams.GetArrayLength() == 1
            )
        ).Value[0];
        (shown.GetProperty("id").GetGuid(), shown.GetProperty("free").GetInt32()).ShouldBe((team.Id, 2));
        (await team.AskToJoinAsync(bob, byCode: false)).ShouldBeAccepted();
        await team.JoinAsync(Product.NewCustomer());
        (await team.OrdersAsync()).OrderBy(o => o.Seat).Select(o => o.InvitedBy).ShouldBe([null, null, alice.Customer]);
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class GroupBuyAdminInProcessOnSqlite(InProcessOnSqlite product) : GroupBuyAdminTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class GroupBuyAdminRemoteOnPostgres(RemoteOnPostgres product) : GroupBuyAdminTests(product);
