using FuelGrains.WebFront.Tests.Stations;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A reader that does not read is dropped, and nobody else notices.</summary>
public abstract class SlowReaderTests(ProductFixture product) : WireTests(product)
{
    private const int Pumps = 250;

    // A burst of calls that the hub allows; with so many pumps each answer has some 30 KB, so the socket is full soon.
    private const int Calls = 55;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Sockets_that_never_read_are_cut_and_hold_up_nobody()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(
            Product.Address,
            station,
            RawSite.EverythingButMeter + " METER"
        );
        await site.IntroduceAsync(
            ["PRICE 95 LTR CNY 8.000 95# 汽油"],
            [.. Enumerable.Range(1, Pumps).Select(pump => $"PUMP {pump} free")]
        );
        await station.PumpBecomesAsync(Pumps, PumpState.Free);
        await site.SayAsync("* PUMP 1 in-use");
        await using var watcher = await LiveClient.ConnectAsync(Product);
        await watcher.SubscribeAsync($"station/{station.Id}");

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var metering = MeterAsync(site, stop.Token);
        var silences = WatchAsync(watcher, stop.Token);
        var deaf = new List<DeafSocket>();
        for (var i = 0; i < 3; i++)
        {
            deaf.Add(await DeafSocket.OpenAsync(Product));
            for (var call = 0; call < Calls; call++)
                await deaf[i].SubscribeAsync($"station/{station.Id}");
        }
        // A cut socket takes the first write after the cut and refuses the second.
        foreach (var socket in deaf)
            await Eventually.IsTrueAsync(TimeSpan.FromSeconds(30), socket.IsCutAsync);
        await stop.CancelAsync();

        (await silences).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        await metering;
        deaf.ForEach(socket => socket.Dispose());
    }

    private static async Task MeterAsync(RawSite site, CancellationToken stop)
    {
        for (var i = 1; !stop.IsCancellationRequested; i++)
        {
            await site.SayAsync($"* METER 1 - 95 {i * 100} {i * 80}");
            await Task.Delay(Pace, TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Answers the longest time without a message until it is stopped.</summary>
    private static async Task<TimeSpan> WatchAsync(LiveClient watcher, CancellationToken stop)
    {
        var (longest, heard) = (TimeSpan.Zero, TimeProvider.System.GetTimestamp());
        while (!stop.IsCancellationRequested)
        {
            await watcher.NextAsync();
            var silence = TimeProvider.System.GetElapsedTime(heard);
            (longest, heard) = (silence > longest ? silence : longest, TimeProvider.System.GetTimestamp());
        }
        return longest;
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SlowReadersInProcessOnSqlite(InProcessOnSqlite product) : SlowReaderTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SlowReadersRemoteOnPostgres(RemoteOnPostgres product) : SlowReaderTests(product);
