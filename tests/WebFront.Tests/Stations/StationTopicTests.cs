using System.Text.Json;
using FuelGrains.WebFront.Tests.Live;
using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A client watches a station: pumps, prices and running litres join without a gap, and old values are marked.</summary>
public abstract class StationTopicTests(ProductFixture product) : WireTests(product)
{
    private static readonly string[] Prices = ["PRICE 95 LTR CNY 8.000 95# 汽油"];

    [Fact]
    public async Task A_watcher_sees_pumps_at_once_and_meters_merged_to_ten_a_second()
    {
        const int meters = 100;
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(
            Product.Address,
            station,
            RawSite.EverythingButMeter + " METER"
        );
        await site.SayAsync("* PUMP 9 free");
        await site.IntroduceAsync(Prices, ["PUMP 1 free"]);
        await station.PumpBecomesAsync(1, PumpState.Free);
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var snapshot = await watcher.SubscribeAsync($"station/{station.Id}");
        var (epoch, rev) = (snapshot.GetProperty("epoch").GetInt64(), snapshot.GetProperty("rev").GetInt64());

        await site.SayAsync("* PUMP 1 in-use");
        var began = TimeProvider.System.GetTimestamp();
        for (var i = 1; i <= meters; i++)
        {
            await site.SayAsync($"* METER 1 - 95 {i * 100} {i * 80}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Ct);
        }
        var messages = 0;
        long last = 0;
        while (last < meters * 100)
        {
            var update = await watcher.NextAsync();
            update.GetProperty("epoch").GetInt64().ShouldBe(epoch);
            update.GetProperty("from").GetInt64().ShouldBe(rev);
            rev = update.GetProperty("to").GetInt64();
            messages++;
            var volume = Pump(update, 1).GetProperty("volumeMl") is { ValueKind: JsonValueKind.Number } litres
                ? litres.GetInt64()
                : 0;
            volume.ShouldBeGreaterThanOrEqualTo(last);
            last = volume;
        }
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        messages.ShouldBeLessThanOrEqualTo((int)(seconds * 10) + 5, $"in {seconds:0.0} s");
        messages.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Without_its_site_no_state_is_known_and_no_price_is_current()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(Prices, ["PUMP 1 locked"]);
        await station.PumpBecomesAsync(1, PumpState.Locked);
        await using var watcher = await LiveClient.ConnectAsync(Product);
        var before = (await watcher.SubscribeAsync($"station/{station.Id}")).GetProperty("data");
        (
            before.GetProperty("connected").GetBoolean(),
            before.GetProperty("prices")[0].GetProperty("current").GetBoolean()
        ).ShouldBe((true, true));

        await site.DisposeAsync();
        var after = (
            await watcher.NextAsync(update => !update.GetProperty("data").GetProperty("connected").GetBoolean())
        ).GetProperty("data");
        after.GetProperty("pumps")[0].GetProperty("state").GetString().ShouldBe("unknown");
        after.GetProperty("prices")[0].GetProperty("current").GetBoolean().ShouldBeFalse();
        after.GetProperty("prices")[0].GetProperty("priceMilli").GetInt64().ShouldBe(8_000);
    }

    [Fact]
    public async Task A_quiet_station_is_heard_of_every_few_seconds()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var watcher = await LiveClient.ConnectAsync(Product);
        await watcher.SubscribeAsync($"station/{station.Id}");
        await watcher.NextAsync();
        await watcher.NextAsync();
    }

    [Fact]
    public async Task A_screen_needs_its_station_s_key_and_the_newest_one()
    {
        var (station, other) = (await TestStation.CreateAsync(Product), await TestStation.CreateAsync(Product));
        var old = await station.NewScreenKeyAsync();
        var key = await station.NewScreenKeyAsync();
        (await ScreenAsync(station.Id, key))
            .ShouldBeOk()
            .Json.GetProperty("board")
            .GetProperty("name")
            .GetString()
            .ShouldBe("滨江大道站");
        foreach (
            var (id, wrong) in new[]
            {
                (station.Id, old),
                (other.Id, key),
                (Guid.NewGuid(), key),
                (station.Id, ""),
                (station.Id, new string('x', 500)),
            }
        )
            (await ScreenAsync(id, wrong)).ShouldBeProblem(401, "screen-key");
    }

    [Fact]
    public async Task An_unknown_station_is_no_topic()
    {
        await using var watcher = await LiveClient.ConnectAsync(Product);
        await Should.ThrowAsync<HubException>(() => watcher.SubscribeAsync($"station/{Guid.NewGuid()}"));
    }

    private Task<Reply> ScreenAsync(Guid station, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Product.Address, $"/api/screens/{station}"));
        request.Headers.TryAddWithoutValidation("X-Screen-Key", key);
        return Product.Anonymous.SendAsync(request);
    }

    private static JsonElement Pump(JsonElement update, int number) =>
        update
            .GetProperty("data")
            .GetProperty("pumps")
            .EnumerateArray()
            .Single(pump => pump.GetProperty("number").GetInt32() == number);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class StationTopicInProcessOnSqlite(InProcessOnSqlite product) : StationTopicTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class StationTopicRemoteOnPostgres(RemoteOnPostgres product) : StationTopicTests(product);
