namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>Campaigns as staff works them, and what is refused.</summary>
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
        await team.JoinAsync(bob);

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
    public async Task What_cannot_be_a_campaign_is_refused_field_by_field()
    {
        var answer = await Product.Staff.PostAsync(
            "/api/admin/group-buys",
            new
            {
                productId = Product.VoucherId,
                title = "",
                listPriceFen = 100,
                stock = 1,
                startsAt = Product.Clock.GetUtcNow(),
                endsAt = Product.Clock.GetUtcNow().AddHours(1),
                ladder = new object[]
                {
                    new { size = 1, priceFen = 101 },
                    new
                    {
                        size = 1,
                        priceFen = 50,
                        leaderPriceFen = 60,
                    },
                },
                limitPerCustomer = 0,
                payWithinSeconds = 0,
                teamOpenSeconds = 59,
                virtualPercent = 49,
            }
        );
        answer
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(
                "title",
                "ladder[0].size",
                "ladder[0].priceFen",
                "ladder[1].size",
                "ladder[1].leaderPriceFen",
                "ladder",
                "limitPerCustomer",
                "payWithinSeconds",
                "teamOpenSeconds",
                "virtualPercent"
            );
        (await Product.Staff.PostAsync("/api/admin/group-buys", Body(ladder: [])))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("ladder");
        (await Product.Staff.PostAsync("/api/admin/group-buys", Body(reward: Guid.NewGuid()))).ShouldBeProblem(
            400,
            "unknown-product"
        );
        (await Product.Staff.PostAsync("/api/admin/group-buys", Body(product: Guid.NewGuid()))).ShouldBeProblem(
            400,
            "unknown-product"
        );

        object Body(object[]? ladder = null, Guid? product = null, Guid? reward = null) =>
            new
            {
                productId = product ?? Product.VoucherId,
                title = "x",
                listPriceFen = 100,
                stock = 10,
                startsAt = Product.Clock.GetUtcNow(),
                endsAt = Product.Clock.GetUtcNow().AddHours(1),
                ladder = ladder ?? [new { size = 2, priceFen = 90 }],
                limitPerCustomer = 1,
                payWithinSeconds = 60,
                teamOpenSeconds = 600,
                rewardProductId = reward,
            };
    }

    [Fact]
    public async Task Wishes_that_make_no_sense_are_refused_before_any_shard_is_asked()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var (alice, bob) = (Product.NewCustomer(), Product.NewCustomer());
        var team = await campaign.OpenTeamAsync(alice);
        (await campaign.AskToOpenAsync(bob, size: 4)).ShouldBeProblem(400, "validation").WithErrorsIn("size");
        (await bob.PostAsync($"{campaign.Path}/teams", new { size = 2 })).ShouldBeProblem(
            400,
            "idempotency-key-missing"
        );
        (await bob.PostAsync($"{campaign.Path}/teams", new { size = 2, leaderPriceFen = 1 }, "k")).ShouldBeProblem(
            400,
            "validation"
        );
        (await bob.PostAsync($"/api/teams/{team.Id}/seats", new { from = 0 }, "k"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("from");
        (await bob.PostAsync($"/api/teams/{Guid.NewGuid()}/seats", new { }, "k")).ShouldBeProblem(404, "not-found");
        (await bob.PostAsync("/api/teams/ILOU000000/seats", new { }, "k")).ShouldBeProblem(404, "not-found");
        (await bob.GetAsync("/api/teams/x'--")).ShouldBeProblem(404, "not-found");
        (await Product.Anonymous.GetAsync($"/api/teams/{team.Id}")).Status.ShouldBe(401);
        (await Product.Anonymous.GetAsync("/api/teams/ILOU000000/qr.svg")).ShouldBeProblem(404, "not-found");
        (await bob.GetAsync($"/api/teams/{team.Code.ToLowerInvariant()}"))
            .ShouldBeOk()
            .Json.GetProperty("id")
            .GetGuid()
            .ShouldBe(team.Id);
        (await bob.GetAsync($"/api/teams/{team.Id}"))
            .ShouldBeOk()
            .Json.GetProperty("mySeat")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await team.LeaveAsync(bob)).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync($"/api/admin/group-buys/{campaign.Id}/teams?status=1")).ShouldBeProblem(
            400,
            "validation"
        );
        (await Product.Staff.PostAsync($"/api/admin/teams/{team.Id}/close", new { reason = " " })).ShouldBeProblem(
            400,
            "validation"
        );
        (
            await Product.StaffWith(StaffRoles.Ops).PostAsync($"/api/admin/teams/{team.Id}/close", new { reason = "x" })
        ).Status.ShouldBe(403);
        (await alice.PostAsync("/api/admin/group-buys", new { })).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_campaign_is_no_flash_sale_and_a_flash_sale_no_campaign()
    {
        var (campaign, sale, alice) = (
            await TestCampaign.OpenAsync(Product),
            await Product.OpenFlashSaleAsync(),
            Product.NewCustomer()
        );
        (await alice.PostAsync($"/api/flash-sales/{campaign.Id}/orders", new { quantity = 1 }, "k")).ShouldBeProblem(
            404,
            "not-found"
        );
        (await alice.GetAsync($"/api/flash-sales/{campaign.Id}")).ShouldBeProblem(404, "not-found");
        (await Product.Staff.PostAsync($"/api/admin/flash-sales/{campaign.Id}/pause")).ShouldBeProblem(
            404,
            "not-found"
        );
        (await Product.Staff.GetAsync($"/api/admin/flash-sales/{campaign.Id}")).ShouldBeProblem(404, "not-found");
        (await alice.PostAsync($"/api/group-buys/{sale.Id}/teams", new { size = 2 }, "k")).ShouldBeProblem(
            404,
            "not-found"
        );
        (await alice.GetAsync($"/api/group-buys/{sale.Id}")).ShouldBeProblem(404, "not-found");
        (await Product.Staff.PostAsync($"/api/admin/group-buys/{sale.Id}/pause")).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync("/api/admin/flash-sales")).Text.ShouldNotContain(campaign.Id.ToString());
        (await Product.Staff.GetAsync("/api/admin/group-buys")).Text.ShouldContain(campaign.Id.ToString());
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () =>
                (await Product.Anonymous.GetAsync("/api/group-buys"))
                    .ShouldBeOk()
                    .Text.Contains(campaign.Id.ToString(), StringComparison.Ordinal)
        );
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
