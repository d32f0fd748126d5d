using System.Globalization;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Tests;
using FuelGrains.WebFront.Tests.Hosting;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;
using Xunit;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>PostgreSQL, two silos and a front, the three programs as processes of their own.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly TestDatabase _database;

    private Cluster(TestDatabase database, Simulator? weChat)
    {
        _database = database;
        Ledger = new(database);
        Front = ProductProcess.Of(
            ProductProgram.WebFront,
            ProductSettings.Development(
                ProductSettings.Postgres(database.ConnectionString),
                new() { ["FuelGrains__Silo"] = "Remote" }
            )
        );
        Silos = [new SiloProcess(database, weChat, Front.Address), new SiloProcess(database, weChat, Front.Address)];
        Shop = new(Front.Address);
    }

    public Ledger Ledger { get; }
    public IReadOnlyList<SiloProcess> Silos { get; }
    public ProductProcess Front { get; }
    public Shop Shop { get; }

    /// <param name="weChat">Outlives the silos, so that money can come while one is dead; else each silo has its own.</param>
    public static async Task<Cluster> StartAsync(CancellationToken cancel, Simulator? weChat = null)
    {
        var cluster = new Cluster(await TestDatabase.CreatePostgresAsync(), weChat);
        try
        {
            // All at once, on an empty database: as an orchestrator does it.
            foreach (var silo in cluster.Silos)
                silo.Process.Start();
            cluster.Front.Start();
            foreach (var silo in cluster.Silos)
                await silo.Process.UntilReadyAsync(cancel);
            await cluster.Front.UntilReadyAsync(cancel);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the sale's only shard, and says which silo it is on.</summary>
    public async Task<SiloProcess> HolderAsync(Sale sale, CancellationToken cancel)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClusterOptions>(options =>
                (options.ServiceId, options.ClusterId) = ("fuelgrains", "fuelgrains")
            );
            client.UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = ("Npgsql", _database.ConnectionString)
            );
        });
        using var host = builder.Build();
        await host.StartAsync(cancel);
        var grains = host.Services.GetRequiredService<IGrainFactory>();
        var shard = grains.GetGrain<IStockShardGrain>(new StockShardKey(new(sale.Id), 0).ToString());
        await shard.ExpireOverdueAsync(); // Nothing is overdue: all it does is wake the shard.
        var address = await grains.GetGrain<IManagementGrain>(0).GetActivationAddress(shard, cancel);
        await host.StopAsync(cancel);
        return Silos.Single(s => s.Port == address!.Endpoint.Port);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed })
            foreach (var process in Silos.Select(s => s.Process).Append(Front))
                TestContext.Current.TestOutputHelper?.WriteLine($"==== {process.Address}\n{process.Output}");
        Shop.Dispose();
        await Front.DisposeAsync();
        foreach (var silo in Silos)
            await silo.Process.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>A silo's process, and the port by which the cluster knows it.</summary>
internal sealed class SiloProcess
{
    public SiloProcess(TestDatabase database, Simulator? weChat, Uri front)
    {
        var ports = ProductSettings.SiloPorts();
        Port = int.Parse(ports["FuelGrains__SiloPort"]!, CultureInfo.InvariantCulture);
        Dictionary<string, string?> money = weChat is null
            ? []
            : new(weChat.Settings.ToDictionary(s => s.Key, s => (string?)s.Value))
            {
                ["WeChatPay__NotifyBaseUrl"] = front.ToString(),
            };
        Process = ProductProcess.Of(
            ProductProgram.Silo,
            ProductSettings.Development(ProductSettings.Postgres(database.ConnectionString), ports, money)
        );
    }

    public int Port { get; }
    public ProductProcess Process { get; }
}
