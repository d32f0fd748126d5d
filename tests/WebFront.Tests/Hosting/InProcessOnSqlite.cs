using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>The product as one host with its silo inside, on a fresh SQLite file.</summary>
public sealed class InProcessOnSqlite : ProductFixture
{
    public const string Name = "in-process on SQLite";

    private readonly List<string> _directories = [];

    /// <summary>The file of the ledger of the first front.</summary>
    public string LedgerFile => Path.Combine(_directories[0], "ledger.db");

    public override IServiceProvider SiloServices => Front.Services;

    protected override Front MakeFront(
        Dictionary<string, string> further,
        int port,
        Action<IServiceCollection>? services
    )
    {
        var directory = Directory.CreateTempSubdirectory("fuelgrains-wire-").FullName;
        _directories.Add(directory);
        var settings = Settings(new([.. SiloSettings, .. further]) { ["FuelGrains:DataDirectory"] = directory });
        return new(settings, Clock, Log, GrainCalls, port, services);
    }

    protected override Task StartSiloAsync() => Task.CompletedTask;

    protected override Task StopSiloAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var directory in _directories)
            Directory.Delete(directory, recursive: true);
        return Task.CompletedTask;
    }
}

[CollectionDefinition(InProcessOnSqlite.Name)]
public sealed class InProcessOnSqliteCollection : ICollectionFixture<InProcessOnSqlite>;
