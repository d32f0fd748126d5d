namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>The front refuses without a grain whatever it can, because waking a grain costs.</summary>
public abstract class SleepingGrainTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task Bad_requests_and_unknown_sales_wake_no_grain_of_a_sale()
    {
        var open = await Product.OpenFlashSaleAsync();
        var draft = await Product.DraftAsync();
        (await open.ViewAsync()).GetProperty("free").GetInt64().ShouldBe(100);
        var before = await AwakeAsync();

        for (var i = 0; i < 20; i++)
        {
            var customer = Product.NewCustomer();
            var unknown = new TestSale(Product, Guid.NewGuid(), 1);
            (await customer.OrderAsync(unknown)).Status.ShouldBe(404);
            (await customer.GetAsync(unknown.Path)).Status.ShouldBe(404);
            (await customer.OrderAsync(draft)).Status.ShouldBe(404);
            (await customer.PostAsync($"/api/orders/{Guid.NewGuid()}/cancel")).Status.ShouldBe(404);
            (await unknown.StaffAsync("publish")).Status.ShouldBe(404);
            (await customer.OrderAsync(open, 0)).Status.ShouldBe(400);
            (await customer.OrderAsync(open, 1000)).Status.ShouldBe(400);
            (await customer.PostAsync(open.Orders, new { quantity = 1 })).Status.ShouldBe(400);
            (await Product.Anonymous.OrderAsync(open)).Status.ShouldBe(401);
        }

        // Grains of other tests may go to sleep meanwhile; none may wake.
        (await AwakeAsync())
            .Except(before)
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Made_up_orders_and_pumps_wake_no_grain()
    {
        var (customer, station) = (Product.NewCustomer(), await Product.NewStationAsync());
        var before = await AwakeAsync("OrderMoneyGrain", "PumpGrain");
        for (var i = 0; i < 20; i++)
        {
            var order = $"/api/orders/{Guid.NewGuid()}";
            (await customer.PostAsync($"{order}/pay")).ShouldBeProblem(404, "not-found");
            (await customer.PostAsync($"{order}/pay/query")).ShouldBeProblem(404, "not-found");
            (await customer.PostAsync($"{order}/refunds", new { }, "key")).ShouldBeProblem(404, "not-found");
            (await customer.GetAsync($"/api/stations/{station}/pumps/{1_000 + i}")).ShouldBeProblem(404, "not-found");
        }
        (await AwakeAsync("OrderMoneyGrain", "PumpGrain")).Except(before).ShouldBeEmpty();
    }

    private Task<HashSet<string>> AwakeAsync() => AwakeAsync("CampaignGrain", "StockShardGrain");

    private async Task<HashSet<string>> AwakeAsync(params string[] types)
    {
        var grains = await Product.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return
        [
            .. grains
                .Where(grain => types.Any(type => grain.GrainType.Contains(type, StringComparison.Ordinal)))
                .Select(grain => grain.GrainId.ToString()),
        ];
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SleepingGrainsInProcessOnSqlite(InProcessOnSqlite product) : SleepingGrainTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SleepingGrainsRemoteOnPostgres(RemoteOnPostgres product) : SleepingGrainTests(product);
