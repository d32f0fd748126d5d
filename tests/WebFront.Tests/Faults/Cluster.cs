using System.Globalization;
using FuelGrains.Tests;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// PostgreSQL, two silos and a front, the three programs as processes of their own, and a WeChat that outlives them. The tests share them
/// and
/// bring a sale each; what a test killed is started for the next.
/// </summary>
public sealed class Cluster : IAsyncLifetime
{
    private HttpClient _http = null!;
    private TestDatabase _database = null!;
    private Simulator _weChat = null!;

    internal Ledger Ledger => new(_database);
    internal WeChatControl WeChat => new(_http);
    internal IReadOnlyList<SiloProcess> Silos { get; private set; } = [];
    internal ProductProcess Front { get; private set; } = null!;
    internal Shop Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreatePostgresAsync();
        var options = new SimulatorOptions
        {
            Urls = "http://127.0.0.1:0",
            KeyBits = 1_024,
            TimeFactor = 15,
        };
        _weChat = await Simulator.StartAsync(options, TimeProvider.System, TestContext.Current.CancellationToken);
        _http = new HttpLimits(int.MaxValue, TimeSpan.FromSeconds(100)).Client(_weChat.Address);
        Front = ProductProcess.Of(
            ProductProgram.WebFront,
            ProductSettings.Development(
                ProductSettings.Postgres(_database.ConnectionString),
                new() { ["FuelGrains__Silo"] = "Remote" }
            )
        );
        Silos =
        [
            new SiloProcess(_database, _weChat, Front.Address),
            new SiloProcess(_database, _weChat, Front.Address),
        ];
        Shop = new(Front.Address);
    }

    /// <summary>
    /// Starts what does not run. For the first test that is everything at once, on an empty database: as an orchestrator does it.
    /// </summary>
    internal async Task RunAsync(CancellationToken cancel)
    {
        ProductProcess[] down = [.. Processes.Where(process => !process.IsRunning)];
        foreach (var process in down)
            process.Start();
        foreach (var process in down)
            await process.UntilReadyAsync(cancel);
    }

    /// <summary>Prints the output of each process when the test failed.</summary>
    internal void Report()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed })
            foreach (var process in Processes)
                TestContext.Current.TestOutputHelper?.WriteLine($"==== {process.Address}\n{process.Output}");
    }

    /// <summary>Opens the sale's only shard, and says which silo it is on.</summary>
    internal Task<SiloProcess> HolderAsync(Sale sale, CancellationToken cancel) =>
        AskAsync(
            async grains =>
            {
                var shard = Shard(grains, sale, 0);
                await shard.ExpireOverdueAsync(); // Nothing is overdue: all it does is wake the shard.
                var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(shard, cancel);
                return Silos.Single(s => s.Port == address!.Endpoint.Port);
            },
            cancel
        );

    /// <summary>How many of a sale's shards are open on each silo that has any, the fullest first. Wakes no shard.</summary>
    internal static async Task<int[]> OpenShardsAsync(IGrainFactory grains, Sale sale, int shards, CancellationToken ct)
    {
        // Every silo says what it has: an address by the grain's key comes from a cache, and may be that of before a move.
        var open = await grains.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics(null, null, ct);
        var ids = Enumerable.Range(0, shards).Select(shard => Shard(grains, sale, shard).GetGrainId()).ToHashSet();
        var ports = open.Where(grain => ids.Contains(grain.GrainId)).Select(grain => grain.SiloAddress.Endpoint.Port);
        return [.. ports.GroupBy(port => port).Select(silo => silo.Count()).OrderDescending()];
    }

    /// <summary>A further silo of the cluster, which does not run yet. Whoever asks for it ends it.</summary>
    internal SiloProcess FurtherSilo() => new(_database, _weChat, Front.Address);

    /// <summary>Asks the grains themselves, as a client of the cluster.</summary>
    internal async Task<T> AskAsync<T>(Func<IGrainFactory, Task<T>> ask, CancellationToken cancel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ServiceId, options.ClusterId) = ("fuelgrains", "fuelgrains")
            );
            client.Configure<ClientMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = ("Npgsql", _database.ConnectionString)
            );
        });
        using var host = builder.Build();
        await host.StartAsync(cancel);
        var answer = await ask(host.Services.GetRequiredService<IGrainFactory>());
        await host.StopAsync(cancel);
        return answer;
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        Shop?.Dispose();
        foreach (var process in Processes)
            await process.DisposeAsync();
        if (_weChat is not null)
            await _weChat.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private static IStockShardGrain Shard(IGrainFactory grains, Sale sale, int shard) =>
        grains.GetGrain<IStockShardGrain>(new StockShardKey(new(sale.Id), shard).ToString());

    private IEnumerable<ProductProcess> Processes =>
        Front is null ? [] : Silos.Select(silo => silo.Process).Append(Front);
}

/// <summary>A silo's process, and the port by which the cluster knows it.</summary>
internal sealed class SiloProcess
{
    public SiloProcess(TestDatabase database, Simulator weChat, Uri front)
    {
        var ports = ProductSettings.SiloPorts();
        Port = int.Parse(ports["FuelGrains__SiloPort"]!, CultureInfo.InvariantCulture);
        var money = weChat.Settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        money["WeChatPay__NotifyBaseUrl"] = front.ToString();
        Process = ProductProcess.Of(
            ProductProgram.Silo,
            ProductSettings.Development(ProductSettings.Postgres(database.ConnectionString), ports, money)
        );
    }

    public int Port { get; }
    public ProductProcess Process { get; }
}
