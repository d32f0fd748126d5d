using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Orleans.Core.Internal;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>Watching a sale: a snapshot, then updates that join without a gap, and a fresh snapshot when they do not.</summary>
public abstract class CampaignTopicTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_watcher_sees_every_change_of_a_sale_joined_without_a_gap_and_merged()
    {
        const int orders = 40;
        var sale = await Product.OpenFlashSaleAsync(stock: 100);
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var snapshot = await watcher.SubscribeAsync($"sale/{sale.Id}");
        Free(snapshot).ShouldBe(100);
        var (epoch, rev) = (snapshot.GetProperty("epoch").GetInt64(), snapshot.GetProperty("rev").GetInt64());

        var started = TimeProvider.System.GetTimestamp();
        var messages = 0;
        var buying = BuyAsync(sale, orders);
        while (true)
        {
            var update = await watcher.NextAsync();
            update.GetProperty("topic").GetString().ShouldBe($"sale/{sale.Id}");
            update.GetProperty("epoch").GetInt64().ShouldBe(epoch);
            update.GetProperty("from").GetInt64().ShouldBe(rev);
            update.GetProperty("to").GetInt64().ShouldBeGreaterThan(rev);
            rev = update.GetProperty("to").GetInt64();
            messages++;
            if (Free(update) == 100 - orders)
                break;
        }
        await buying;
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        messages.ShouldBeLessThanOrEqualTo((int)(seconds * 10) + 3, $"in {seconds:0.0} s");
    }

    [Fact]
    public async Task Another_activation_of_the_sale_speaks_in_a_higher_epoch_and_its_snapshot_is_what_the_api_says()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 100);
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var first = await watcher.SubscribeAsync($"sale/{sale.Id}");

        await Product
            .Grains.GetGrain<ICampaignGrain>(sale.Id)
            .AsReference<IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);
        await watcher.NextAsync(update =>
            update.GetProperty("epoch").GetInt64() > first.GetProperty("epoch").GetInt64()
        );

        var again = await watcher.SubscribeAsync($"sale/{sale.Id}");
        var api = (await Product.Anonymous.GetAsync(sale.Path)).ShouldBeOk().Json;
        again.GetProperty("epoch").GetInt64().ShouldBe(api.GetProperty("epoch").GetInt64());
        again.GetProperty("rev").GetInt64().ShouldBe(api.GetProperty("revision").GetInt64());
        JsonElement.DeepEquals(again.GetProperty("data"), api.GetProperty("sale")).ShouldBeTrue();
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
        Free(await watcher.NextAsync(update => Free(update) < 100)).ShouldBe(99);
    }

    [Fact]
    public async Task Pause_and_close_are_seen_by_watchers()
    {
        var sale = await Product.OpenFlashSaleAsync();
        await using var watcher = await LiveClient.ConnectAsync(Product);
        await watcher.SubscribeAsync($"sale/{sale.Id}");
        await sale.StaffAsync("pause");
        await watcher.NextAsync(update => update.GetProperty("data").GetProperty("status").GetString() == "paused");
        await sale.StaffAsync("close");
        await watcher.NextAsync(update => update.GetProperty("data").GetProperty("status").GetString() == "closed");
    }

    [Fact]
    public async Task Who_unsubscribes_hears_no_more()
    {
        var (one, other) = (await Product.OpenFlashSaleAsync(), await Product.OpenFlashSaleAsync());
        await using var watcher = await LiveClient.ConnectAsync(Product);
        await watcher.SubscribeAsync($"sale/{one.Id}");
        await watcher.SubscribeAsync($"sale/{other.Id}");
        await watcher.UnsubscribeAsync($"sale/{one.Id}");
        (await Product.NewCustomer().OrderAsync(one)).ShouldBeAccepted();
        (await Product.NewCustomer().OrderAsync(other)).ShouldBeAccepted();
        await watcher.NextAsync(
            update => Free(update) == 99,
            passed: update => update.GetProperty("topic").GetString().ShouldBe($"sale/{other.Id}")
        );
    }

    [Fact]
    public async Task Unknown_and_unpublished_sales_and_rubbish_are_refused_alike()
    {
        var draft = await Product.DraftAsync();
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var refusals = new List<string>();
        foreach (
            var topic in new[]
            {
                $"sale/{draft.Id}",
                $"sale/{Guid.NewGuid()}",
                "sale/",
                "sale/x",
                "me/" + Guid.NewGuid(),
                "",
                "station/1",
            }
        )
            refusals.Add((await Should.ThrowAsync<HubException>(() => watcher.SubscribeAsync(topic))).Message);
        refusals.Distinct().ShouldHaveSingleItem().ShouldNotContain("Exception: System");
    }

    private async Task BuyAsync(TestSale sale, int orders)
    {
        for (var i = 0; i < orders; i++)
            (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
    }

    private static long Free(JsonElement message) => message.GetProperty("data").GetProperty("free").GetInt64();
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SaleTopicInProcessOnSqlite(InProcessOnSqlite product) : CampaignTopicTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SaleTopicRemoteOnPostgres(RemoteOnPostgres product) : CampaignTopicTests(product);
