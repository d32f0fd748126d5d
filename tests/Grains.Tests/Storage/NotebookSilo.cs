using FuelGrains.Tests;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>A silo in this process, on the real providers and a fresh database.</summary>
public sealed class NotebookSilo : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly InProcessTestCluster _cluster;

    private NotebookSilo(TestDatabase database, InProcessTestCluster cluster)
    {
        _database = database;
        _cluster = cluster;
    }

    public string ConnectionString => _database.ConnectionString;

    public static async Task<NotebookSilo> OnPostgresAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var database = await LedgerTemplates.CopyPostgresAsync();
        return await StartAsync(
            database,
            "Npgsql",
            silo =>
                silo.UseAdoNetReminderService(o =>
                {
                    o.Invariant = "Npgsql";
                    o.ConnectionString = database.ConnectionString;
                })
        );
    }

    public static Task<NotebookSilo> OnSqliteAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var database = LedgerTemplates.CopySqlite();
        // Orleans' name for the dialect; the driver behind it is Microsoft.Data.Sqlite.
        return StartAsync(database, "System.Data.SQLite", silo => silo.UseInMemoryReminderService());
    }

    /// <summary>A notebook nobody wrote in yet.</summary>
    public INotebookGrain Notebook() => _cluster.Client.GetGrain<INotebookGrain>(Guid.NewGuid().ToString());

    public T Service<T>()
        where T : notnull => _cluster.Silos[0].ServiceProvider.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static async Task<NotebookSilo> StartAsync(
        TestDatabase database,
        string invariant,
        Action<ISiloBuilder> reminders
    )
    {
        var builder = new InProcessTestClusterBuilder(initialSilosCount: 1);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.AddAdoNetGrainStorageAsDefault(o =>
                {
                    o.Invariant = invariant;
                    o.ConnectionString = database.ConnectionString;
                });
                reminders(silo);
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new NotebookSilo(database, cluster);
    }
}
