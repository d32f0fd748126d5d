using System.Collections.Concurrent;
using FuelGrains.WebFront.Tests.Live;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>Stations whose silo hangs hold up their own sites and nobody else's.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class HangingStationTests(InProcessOnSqlite product) : WireTests(product)
{
    private const int Hanging = 80;
    private const int Heartbeats = 10;

    // A station counts as disconnected when its site was not renewed for six seconds.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_site_is_ticked_and_renewed_while_many_others_hang()
    {
        var silo = new HangingSilo();
        await using var front = Product.StartFront(
            new() { ["OpenFsc:HeartbeatEvery"] = "00:00:01" },
            services => services.AddSingleton<IIncomingGrainCallFilter>(silo)
        );
        // A front that is stopped waits for its grains.
        using var goesOn = silo;
        var staff = Product.At(front, Product.Tokens.ForStaff(new("ops-of-hanging-stations", [StaffRoles.Ops])).Token);
        var others = new List<(Guid Station, RawSite Site)>();
        for (var i = 0; i < Hanging; i++)
            others.Add(await DialAsync(front, staff));
        var (station, site) = await DialAsync(front, staff);
        foreach (var (hanging, _) in others)
            silo.Hang(hanging);
        await using var screen = await LiveClient.ConnectAsync(front.Address);
        await screen.SubscribeAsync($"station/{station}");

        var last = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < Heartbeats; i++)
        {
            await site.AnswerAsync("HEARTBEAT");
            TimeProvider.System.GetElapsedTime(last).ShouldBeLessThan(LongestSilence);
            last = TimeProvider.System.GetTimestamp();
        }
        silo.Hung.ShouldBeGreaterThan(Hanging / 2);
        (await screen.SubscribeAsync($"station/{station}"))
            .GetProperty("data")
            .GetProperty("connected")
            .GetBoolean()
            .ShouldBeTrue();

        foreach (var (_, other) in others)
            await other.DisposeAsync();
        await site.DisposeAsync();
    }

    private static async Task<(Guid Station, RawSite Site)> DialAsync(Front front, ApiClient staff)
    {
        var created = await staff.PostAsync(
            "/api/admin/stations",
            new
            {
                name = "一站",
                city = "杭州",
                address = "江南大道 88 号",
                paymentMethod = "pace",
                currency = "CNY",
            }
        );
        var station = created.ShouldHaveStatus(201).Json.GetProperty("id").GetGuid();
        var secret = (await staff.PostAsync($"/api/admin/stations/{station}/credentials")).ShouldBeOk();
        return (
            station,
            await RawSite.LogInAsync(
                front.Address,
                station,
                secret.Json.GetProperty("secret").GetString()!,
                RawSite.EverythingButMeter
            )
        );
    }

    /// <summary>Lets the renewals of some stations hang, as a silo does that has stopped.</summary>
    private sealed class HangingSilo : IIncomingGrainCallFilter, IDisposable
    {
        private readonly ConcurrentDictionary<Guid, bool> _stations = new();
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _hung;

        public int Hung => Volatile.Read(ref _hung);

        public void Hang(Guid station) => _stations[station] = true;

        public void Dispose() => _over.TrySetResult();

        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (
                context.InterfaceMethod.Name == nameof(ISiteGrain.RenewAsync)
                && context.InterfaceMethod.DeclaringType == typeof(ISiteGrain)
                && _stations.ContainsKey(context.TargetId.GetGuidKey())
            )
            {
                Interlocked.Increment(ref _hung);
                await _over.Task;
            }
            await context.Invoke();
        }
    }
}
