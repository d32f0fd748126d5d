using FuelGrains.Grains.Storage;
using FuelGrains.WebFront.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>A sale that is over is read from its row: nobody who looks at it wakes its grains.</summary>
public abstract class EndedSaleTests(ProductFixture product) : WireTests(product)
{
    private const int Sales = 20;

    [Fact]
    public async Task Looking_at_closed_and_ended_sales_wakes_no_grain_and_raises_no_epoch()
    {
        var over = new List<TestSale>();
        for (var i = 0; i < Sales; i++)
        {
            var sale = await Product.OpenFlashSaleAsync();
            if (i % 2 == 0)
                (await sale.StaffAsync("close")).ShouldBeOk();
            over.Add(sale);
        }
        using var later = Product.Clock.Forward(TimeSpan.FromHours(2));
        // The node that opened the sales renews none of them any more.
        foreach (var sale in over)
            await SleepAsync(sale);
        var epochs = await EpochsAsync(over);

        foreach (var sale in over)
        {
            (await Product.Anonymous.GetAsync(sale.Path)).ShouldBeOk();
            await using var watcher = await LiveClient.ConnectAsync(Product);
            (await watcher.SubscribeAsync($"sale/{sale.Id}")).GetProperty("topic").GetString().ShouldNotBeNull();
        }
        // Two renewals of the node pass.
        var renewed = Product.GrainCalls.To<GrainInterfaces.Live.IWebNodesGrain>();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            () => Task.FromResult(Product.GrainCalls.To<GrainInterfaces.Live.IWebNodesGrain>() >= renewed + 2)
        );

        (await AwakeAsync(over)).ShouldBeEmpty();
        (await EpochsAsync(over)).ShouldBe(epochs);
        // A customer without orders there is refused from the rows too.
        (await Product.NewCustomer().OrderAsync(over[0])).ShouldBeProblem(409, "sale-closed");
        (await Product.NewCustomer().OrderAsync(over[1])).ShouldBeProblem(409, "ended");
        (await AwakeAsync(over)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_numbers_of_an_ended_sale_go_on_being_true()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 5);
        var customer = Product.NewCustomer();
        var order = (await customer.OrderAsync(sale, key: "once")).ShouldBeAccepted();
        (await sale.StaffAsync("pause")).ShouldBeOk();
        await sale.ConfirmAsync(customer, order);
        (await sale.StaffAsync("close")).ShouldBeOk();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () =>
                await sale.ViewAsync() is var view
                && view.GetProperty("status").GetString() == "closed"
                && view.GetProperty("confirmed").GetInt64() == 1
        );
        // The same key is the same order, long after the end.
        (await customer.OrderAsync(sale, key: "once"))
            .ShouldBeAccepted()
            .Text.ShouldBe(order.Text);
        (await customer.OrderAsync(sale)).ShouldHaveStatus(409);
    }

    private async Task SleepAsync(TestSale sale)
    {
        await Product
            .Grains.GetGrain<ICampaignGrain>(sale.Id)
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);
        await Product
            .Grains.GetGrain<IStockShardGrain>(new StockShardKey(new(sale.Id), 0).ToString())
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(10), async () => (await AwakeAsync([sale])).Length == 0);
    }

    private async Task<string[]> AwakeAsync(IReadOnlyCollection<TestSale> sales)
    {
        var grains = await Product.Grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return
        [
            .. grains
                .Where(grain =>
                    grain.GrainType.Contains("CampaignGrain", StringComparison.Ordinal)
                    || grain.GrainType.Contains("StockShardGrain", StringComparison.Ordinal)
                )
                .Select(grain => grain.GrainId.ToString())
                .Where(id =>
                    sales.Any(sale =>
                        id.Contains($"{sale.Id:N}", StringComparison.OrdinalIgnoreCase)
                        || id.Contains($"{sale.Id}", StringComparison.OrdinalIgnoreCase)
                    )
                ),
        ];
    }

    private async Task<(Guid Sale, long Epoch, long OfShard)[]> EpochsAsync(IReadOnlyCollection<TestSale> sales) =>
        [
            .. (
                await Product
                    .SiloServices.GetRequiredService<LedgerDatabase>()
                    .ReadAsync(
                        session =>
                            session
                                .Sql(
                                    """
                                    SELECT c.id, c.epoch, s.epoch FROM campaigns c JOIN stock_shards s ON s.campaign_id = c.id
                                    ORDER BY c.id
                                    """
                                )
                                .ListAsync(r => (Id: r.Id(0), Epoch: r.Long(1), OfShard: r.Long(2))),
                        Ct
                    )
            ).Where(row => sales.Any(sale => sale.Id == row.Id)),
        ];
}

[Collection(InProcessOnSqlite.Name)]
public sealed class EndedSalesInProcessOnSqlite(InProcessOnSqlite product) : EndedSaleTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class EndedSalesRemoteOnPostgres(RemoteOnPostgres product) : EndedSaleTests(product);
