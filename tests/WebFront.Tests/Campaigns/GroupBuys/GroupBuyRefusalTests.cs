namespace FuelGrains.WebFront.Tests.Campaigns.GroupBuys;

/// <summary>Group buys and requests that are refused, before any shard is asked.</summary>
public abstract class GroupBuyRefusalTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task What_cannot_be_a_campaign_is_refused_field_by_field()
    {
        var answer = await Product.Staff.PostAsync("/api/admin/group-buys", Contradictory());
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
        (await Product.Staff.PostAsync("/api/admin/group-buys", Body(ladder: [new { size = 2, priceFen = 90 }, null!])))
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
    public async Task Requests_that_make_no_sense_are_refused_before_any_shard_is_asked()
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

    /// <summary>A campaign with a fault in every field that has a rule.</summary>
    private object Contradictory() =>
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
        };
}

[Collection(InProcessOnSqlite.Name)]
public sealed class GroupBuyRefusalInProcessOnSqlite(InProcessOnSqlite product) : GroupBuyRefusalTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class GroupBuyRefusalRemoteOnPostgres(RemoteOnPostgres product) : GroupBuyRefusalTests(product);
