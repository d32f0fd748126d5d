using FuelGrains.Silo.Hosting;
using FuelGrains.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>
/// A silo of its own and a front that reaches it over TCP, on a fresh PostgreSQL database. Both live in this process,
/// but every call crosses a socket: a type that only copies in-process fails here.
/// </summary>
public sealed class RemoteOnPostgres : ProductFixture
{
    public const string Name = "remote silo on PostgreSQL";

    private readonly string _cluster = $"wire-{Guid.NewGuid():N}";
    private TestDatabase? _database;
    private WebApplication? _silo;

    /// <summary>A caller of the silo's own address.</summary>
    public ApiClient Silo => new(Http(new(_silo!.Urls.First())), null);

    public string ConnectionString => _database!.ConnectionString;

    public override IServiceProvider SiloServices => _silo!.Services;

    protected override Front MakeFront(
        Dictionary<string, string> further,
        int port,
        Action<IServiceCollection>? services
    ) =>
        new(
            Settings(
                new(further)
                {
                    ["FuelGrains:Silo"] = "Remote",
                    ["FuelGrains:Storage"] = "Postgres",
                    ["FuelGrains:ClusterId"] = _cluster,
                    ["ConnectionStrings:Postgres"] = ConnectionString,
                }
            ),
            Clock,
            Log,
            GrainCalls,
            port,
            services
        );

    protected override async Task StartSiloAsync()
    {
        _database = await TestDatabase.CreatePostgresAsync();
        var settings = Settings(
            new(SiloSettings)
            {
                ["FuelGrains:Storage"] = "Postgres",
                ["FuelGrains:ClusterId"] = _cluster,
                ["FuelGrains:SiloPort"] = "0",
                ["FuelGrains:GatewayPort"] = "0",
                ["ConnectionStrings:Postgres"] = ConnectionString,
                ["urls"] = "http://127.0.0.1:0",
                ["environment"] = "Development",
            }
        );
        _silo = StandAloneSilo.Build(
            [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(Log);
                builder.Services.AddTestClock(Clock);
            }
        );
        await _silo.StartAsync();
    }

    protected override async Task StopSiloAsync()
    {
        if (_silo is not null)
            await _silo.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

[CollectionDefinition(RemoteOnPostgres.Name)]
public sealed class RemoteOnPostgresCollection : ICollectionFixture<RemoteOnPostgres>;
