namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>A customer who holds units and lets them go again does not keep them from others.</summary>
public abstract class HoardingTests(ProductFixture product) : WireTests(product)
{
    private const int LapsedHolds = 3;
    private static readonly TimeSpan PayWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Ten_accounts_that_never_pay_and_press_again_at_pay_by_give_way_to_five_customers_who_keep_pressing()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 20, payWithinSeconds: (int)PayWithin.TotalSeconds);
        var hoarders = Enumerable.Range(0, 10).Select(_ => Product.NewCustomer()).ToArray();
        var honest = Enumerable.Range(0, 5).Select(_ => Product.NewCustomer()).ToArray();
        var clock = Product.Clock.Forward(TimeSpan.Zero);
        try
        {
            for (var round = 0; round < LapsedHolds; round++)
            {
                foreach (var hoarder in hoarders)
                    await Eventually.IsTrueAsync(Soon, async () => (await hoarder.OrderAsync(sale, 2)).Status == 201);
                foreach (var customer in honest)
                    (await customer.OrderAsync(sale)).ShouldBeProblem(409, "all-held");
                clock = Product.Clock.Forward((round + 1) * (PayWithin + TimeSpan.FromSeconds(1)));
            }
            // The accounts press first, as before; their holds end with the shard's next tick.
            var first = await Eventually.GetsAsync(
                Soon,
                () => hoarders[0].OrderAsync(sale, 2),
                answer => answer.Slug is not ("all-held" or "limit-reached")
            );
            var refusal = first.Value.ShouldBeProblem(409, "give-way");
            var wait = refusal.Json.GetProperty("until").GetDateTimeOffset() - Product.Clock.GetUtcNow();
            wait.ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10.2));
            refusal.RetryAfter!.Value.ShouldBeInRange(wait, wait + TimeSpan.FromSeconds(2));
            foreach (var hoarder in hoarders.Skip(1))
                (await hoarder.OrderAsync(sale, 2)).ShouldBeProblem(409, "give-way");
            foreach (var customer in honest)
                (await customer.OrderAsync(sale)).ShouldBeAccepted();

            var seen = await SeenAsync($"/api/admin/flash-sales/{sale.Id}");
            seen.ShouldBe((30, 30, 10, 0));
            clock = Product.Clock.Forward(4 * PayWithin);
            (
                await Eventually.GetsAsync(Soon, () => hoarders[0].OrderAsync(sale, 2), answer => answer.Status == 201)
            ).Value.ShouldBeAccepted();
        }
        finally
        {
            clock.Dispose();
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Of_forty_orders_held_and_cancelled_by_one_customer_twenty_are_accepted(int shards)
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 100, shards: shards);
        var customer = Product.NewCustomer();
        for (var i = 0; i < 20; i++)
        {
            var held = (await customer.OrderAsync(sale)).ShouldBeAccepted();
            (await customer.PostAsync($"{held.Location}/cancel")).ShouldBeOk();
        }
        for (var i = 20; i < 40; i++)
        {
            var refused = (await customer.OrderAsync(sale)).ShouldBeProblem(409, "let-go-limit");
            refused
                .Json.GetProperty("until")
                .GetDateTimeOffset()
                .ShouldBe((await sale.ViewAsync()).GetProperty("endsAt").GetDateTimeOffset());
        }
        (await SeenAsync($"/api/admin/flash-sales/{sale.Id}")).ShouldBe((20, 0, 0, 1));
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
        // The shards read their orders again, and know the same.
        (await sale.StaffAsync("pause")).ShouldBeOk();
        (await sale.StaffAsync("resume")).ShouldBeOk();
        (await customer.OrderAsync(sale)).ShouldBeProblem(409, "let-go-limit");
    }

    [Fact]
    public async Task Twenty_teams_opened_and_left_are_the_limit_of_a_group_buy()
    {
        var campaign = await TestCampaign.OpenAsync(Product);
        var customer = Product.NewCustomer();
        for (var i = 0; i < 20; i++)
        {
            var team = await campaign.OpenTeamAsync(customer);
            (await team.LeaveAsync(customer)).Status.ShouldBe(200);
        }
        (await campaign.AskToOpenAsync(customer)).ShouldBeProblem(409, "let-go-limit");
        (await SeenAsync($"/api/admin/group-buys/{campaign.Id}")).ShouldBe((20, 0, 0, 1));
    }

    [Fact]
    public async Task Nobody_let_anything_go_in_a_draft_and_there_is_nothing_to_see_of_other_campaigns()
    {
        var draft = await Product.DraftAsync(stock: 10);
        (await SeenAsync($"/api/admin/flash-sales/{draft.Id}")).ShouldBe((0, 0, 0, 0));
        (await Product.Staff.GetAsync($"/api/admin/group-buys/{draft.Id}/hoarding")).ShouldBeProblem(404, "not-found");
        (await Product.Staff.GetAsync("/api/admin/flash-sales/x/hoarding")).ShouldBeProblem(404, "not-found");
        (await Product.NewCustomer().GetAsync($"/api/admin/flash-sales/{draft.Id}/hoarding")).Status.ShouldBe(403);
    }

    private async Task<(long LetGo, long Lapsed, long GivingWay, long AtLimit)> SeenAsync(string campaign)
    {
        var json = (await Product.Staff.GetAsync($"{campaign}/hoarding")).ShouldBeOk().Json;
        return (
            json.GetProperty("letGo").GetInt64(),
            json.GetProperty("lapsed").GetInt64(),
            json.GetProperty("givingWay").GetInt64(),
            json.GetProperty("atLimit").GetInt64()
        );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class HoardingInProcessOnSqlite(InProcessOnSqlite product) : HoardingTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class HoardingRemoteOnPostgres(RemoteOnPostgres product) : HoardingTests(product);
