using System.Text.Json;
using Orleans.Core.Internal;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>Many watchers hear of a sale: few messages, none lost, and no call for a snapshot that does not concern them.</summary>
public abstract class CrowdTests(ProductFixture product) : WireTests(product)
{
    private const int ASecondAtMost = 10;

    [Fact]
    public async Task A_sale_that_is_sold_out_says_something_ten_times_a_second_at_most_and_nothing_leaves_a_gap()
    {
        const int stock = 120;
        var sale = await Product.OpenFlashSaleAsync(stock: stock, limitPerCustomer: 1);
        var customers = Enumerable.Range(0, stock).Select(_ => Product.NewCustomer()).ToArray();
        var orders = await Task.WhenAll(customers.Select(customer => customer.OrderAsync(sale)));
        var watchers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => LiveClient.ConnectAsync(Product)));
        var reading = watchers.Select(watcher => ReadAsync(watcher, sale, stock)).ToArray();
        for (var i = 0; i < stock; i++)
        {
            await sale.ConfirmAsync(customers[i], orders[i].ShouldBeAccepted());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
        }
        foreach (var times in await Task.WhenAll(reading))
            for (var i = ASecondAtMost; i < times.Count; i++)
                (times[i] - times[i - ASecondAtMost]).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(950));
        foreach (var watcher in watchers)
            await watcher.DisposeAsync();
    }

    [Fact]
    public async Task A_new_owner_of_a_shard_asks_only_those_who_bought_there_for_a_snapshot_and_each_of_them_once()
    {
        const int shards = 4;
        var sale = await Product.OpenFlashSaleAsync(shards: shards);
        var other = await Product.OpenFlashSaleAsync();
        var (alice, eve) = (Product.NewCustomer(), Product.NewCustomer());
        (await alice.OrderAsync(sale)).ShouldBeAccepted();
        await using var hers = await LiveClient.ConnectAsync(Product, alice.Token);
        await using var bystander = await LiveClient.ConnectAsync(Product, eve.Token);
        await hers.SubscribeAsync("me");
        await bystander.SubscribeAsync("me");
        await BuyInEachShardAsync(sale);
        // The nodes have heard of every shard's owner when they have heard of a later commit.
        (await alice.OrderAsync(other)).ShouldBeAccepted();
        await hers.NextAsync(IsUpdate);

        foreach (var shard in Enumerable.Range(0, shards))
            await Product
                .Grains.GetGrain<IStockShardGrain>(new StockShardKey(new(sale.Id), shard).ToString())
                .AsReference<IGrainManagementExtension>()
                .DeactivateOnIdle(Ct);
        await BuyInEachShardAsync(sale);

        var asked = await hers.NextAsync(message => !IsUpdate(message));
        asked.GetProperty("topic").GetString().ShouldBe("me");
        asked.GetProperty("delayMs").GetInt32().ShouldBeInRange(0, 1_000);
        // Whatever else was to come has come before a later order's own update.
        foreach (var (customer, phone) in new[] { (eve, bystander), (alice, hers) })
        {
            var order = (await customer.OrderAsync(other)).ShouldBeAccepted();
            await phone.NextAsync(
                message =>
                    IsUpdate(message) && message.ToString().Contains(order.Json.GetProperty("orderId").GetString()!),
                passed: message => IsUpdate(message).ShouldBeTrue(message.ToString())
            );
        }
    }

    private async Task BuyInEachShardAsync(TestSale sale)
    {
        foreach (var shard in Enumerable.Range(0, sale.Shards))
        {
            var customer = Product.NewCustomer();
            while (StockShardKey.Of(new(sale.Id), customer.Customer, sale.Shards).Shard != shard)
                customer = Product.NewCustomer();
            (await customer.OrderAsync(sale)).ShouldBeAccepted();
        }
    }

    /// <summary>Follows a sale until all its units are confirmed; every message joins the one before it.</summary>
    private static async Task<List<DateTimeOffset>> ReadAsync(LiveClient watcher, TestSale sale, int confirmed)
    {
        var rev = (await watcher.SubscribeAsync($"sale/{sale.Id}")).GetProperty("rev").GetInt64();
        var times = new List<DateTimeOffset>();
        while (true)
        {
            var update = await watcher.NextAsync();
            update.GetProperty("from").GetInt64().ShouldBe(rev);
            rev = update.GetProperty("to").GetInt64();
            times.Add(update.GetProperty("serverTime").GetDateTimeOffset());
            if (update.GetProperty("data").GetProperty("confirmed").GetInt64() == confirmed)
                return times;
        }
    }

    private static bool IsUpdate(JsonElement message) => message.TryGetProperty("from", out _);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class CrowdInProcessOnSqlite(InProcessOnSqlite product) : CrowdTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class CrowdRemoteOnPostgres(RemoteOnPostgres product) : CrowdTests(product);
