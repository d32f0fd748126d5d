using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Readiness;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Silo.Hosting;

/// <summary>Chooses the ledger's store and applies the schema before anything uses it.</summary>
internal static class LedgerHosting
{
    public static void AddLedger(this IServiceCollection services, ProductSettings settings)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration("Ledger").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LedgerReads>();
        services
            .AddOptions<LedgerReadOptions>()
            .BindConfiguration("Ledger")
            .ValidateDataAnnotations()
            .Validate<IOptions<LedgerOptions>>(
                (reads, ledger) => reads.MostReads(ledger.Value) < ledger.Value.MaxConnections,
                "Ledger:MaxReads must be below Ledger:MaxConnections, or reads would keep commits waiting for a connection."
            )
            .ValidateOnStart();
        services.AddHostedService<LedgerStart>();
        services.AddSingleton<OpenTasks>().AddSingleton<ReadinessProbe>();
        services.AddHostedService(provider => provider.GetRequiredService<ReadinessProbe>());
        services.AddSingleton<CampaignTable>();
        services
            .AddSingleton<AlarmBell>()
            .AddSingleton<StationStore>()
            .AddSingleton<SiteSecrets>()
            .AddSingleton<FuelSaleIntake>()
            .AddSingleton<FuelSaleStore>()
            .AddSingleton<AuthorisationStore>();
        if (settings.Storage == StorageKind.Postgres)
        {
            services.AddSingleton(provider =>
                PostgresDatabase.Create(
                    settings.PostgresConnection!,
                    provider.GetRequiredService<IOptions<LedgerOptions>>().Value
                )
            );
            services.AddSingleton<LedgerDatabase>(provider => provider.GetRequiredService<PostgresDatabase>());
            services.AddSingleton<IStockTable, PostgresStockTable>();
        }
        else
        {
            services.AddSingleton(provider => new SqliteDatabase(
                SqliteConnection(settings),
                provider.GetRequiredService<IOptions<LedgerOptions>>().Value
            ));
            services.AddSingleton<LedgerDatabase>(provider => provider.GetRequiredService<SqliteDatabase>());
            services.AddSingleton<IStockTable, SqliteStockTable>();
        }
    }

    public static string SqliteConnection(ProductSettings settings) =>
        SqliteDatabase.ConnectionString(settings.DataDirectory);

    /// <summary>Runs before every other hosted service: takes the data directory and applies the schema.</summary>
    private sealed class LedgerStart(ProductSettings settings, ILogger<LedgerStart> log)
        : IHostedLifecycleService,
            IDisposable
    {
        private DataDirectoryLock? _directory;

        public async Task StartingAsync(CancellationToken cancellationToken)
        {
            if (settings.Storage == StorageKind.Postgres)
            {
                await LedgerMigrator.MigratePostgresAsync(settings.PostgresConnection!, log, cancellationToken);
                return;
            }
            _directory = DataDirectoryLock.Take(settings.DataDirectory);
            LedgerMigrator.MigrateSqlite(SqliteConnection(settings), log);
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _directory?.Dispose();
    }
}
