using System.Net;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Spread;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Stations;
using FuelGrains.Silo.Customers;
using FuelGrains.Silo.Ops;
using FuelGrains.Silo.Orders;
using FuelGrains.Silo.Orders.Bills;
using FuelGrains.Silo.Orders.Shipping;
using FuelGrains.Silo.Stations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;

namespace FuelGrains.Silo.Hosting;

/// <summary>Puts a silo with all grains into a host: stand-alone or inside the web front.</summary>
public static class SiloHosting
{
    public static void AddFuelGrainsSilo(this IHostApplicationBuilder builder)
    {
        var settings = ProductSettings.Read(builder.Configuration, builder.Environment);
        var services = builder.Services;
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services
            .AddOptions<StockShardLimits>()
            .BindConfiguration("StockShard")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services
            .AddOptions<HoardingOptions>()
            .BindConfiguration("Hoarding")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton(provider => new HoardingRule(
            provider.GetRequiredService<IOptions<HoardingOptions>>().Value,
            provider.GetRequiredService<GatewayHealth>().WasAwaySince
        ));
        // The first hosted service applies the schema, before anything else runs.
        services.AddLedger(settings);
        builder.UseOrleans(silo => Configure(silo, settings));
        services.AddHostedService<ClockWatch>();
        services.AddSingleton<LiveNodes>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveNodes>());
        services.AddHostedService<ShardSweeper>();
        services.AddHostedService<ShardWarmer>();
        services.AddHostedService<AuthorisationSweeper>();
        services.AddSingleton<IOutboxHandler, IssueReward>();
        services.AddOutbox();
        builder.AddWeChat();
        builder.AddPayments();
        services.AddBills();
        services.AddVouchers();
        services.AddShipping();
        services.AddFuelOrders();
        services.AddNotices();
        services.AddReconciliation();
        builder.AddFirstAdmin();
        builder.AddSecrets();
        if (settings.SeedDemo)
            services.AddHostedService<DemoSeed>();
    }

    private static void Configure(ISiloBuilder silo, ProductSettings settings)
    {
        var (siloPort, gatewayPort) = (FreePort.Or(settings.SiloPort), FreePort.Or(settings.GatewayPort));
        if (settings.Storage == StorageKind.Postgres)
            silo.UsePostgres(settings, siloPort, gatewayPort);
        else
            silo.UseSqlite(settings, siloPort, gatewayPort);
        silo.Configure<SiloMessagingOptions>(options =>
        {
            // Database 3 s < grain 5 s < HTTP 8 s: each waits longer than what it waits for.
            options.ResponseTimeout = TimeSpan.FromSeconds(5);
            options.MaxMessageBodySize = 2 * 1024 * 1024;
        });
        silo.SpreadGrains();
        silo.AddActivityPropagation();
        silo.AddDashboard(options => (options.HideTrace, options.CounterUpdateIntervalMs) = (true, 2_000));
    }

    private static void UseSqlite(this ISiloBuilder silo, ProductSettings settings, int siloPort, int gatewayPort)
    {
        silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: "fuelgrains", clusterId: settings.ClusterId);
        silo.AddAdoNetGrainStorageAsDefault(options =>
            (options.Invariant, options.ConnectionString) = (
                "System.Data.SQLite",
                LedgerHosting.SqliteConnection(settings)
            )
        );
        // Orleans has no reminders on SQLite; the sweeps of hosted services find due work.
        silo.UseInMemoryReminderService();
    }

    private static void UsePostgres(this ISiloBuilder silo, ProductSettings settings, int siloPort, int gatewayPort)
    {
        var connection = settings.PostgresConnection!;
        silo.Configure<ClusterOptions>(options =>
            (options.ServiceId, options.ClusterId) = ("fuelgrains", settings.ClusterId)
        );
        silo.ConfigureEndpoints(
            IPAddress.Parse(settings.AdvertisedAddress),
            siloPort,
            gatewayPort,
            listenOnAnyHostAddress: false
        );
        silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connection));
        silo.AddAdoNetGrainStorageAsDefault(options =>
            (options.Invariant, options.ConnectionString) = ("Npgsql", connection)
        );
        silo.UseAdoNetReminderService(options =>
            (options.Invariant, options.ConnectionString) = ("Npgsql", connection)
        );
        // A dead silo is noticed in some 6 s instead of 66, and a revived one learns of its death within the table refresh.
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(3);
            options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(10);
        });
    }
}
