using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Hosting;

public enum StorageKind
{
    Sqlite,
    Postgres,
}

/// <summary>The settings that decide how a silo runs, read and checked once, before anything starts.</summary>
public sealed record ProductSettings
{
    public required StorageKind Storage { get; init; }

    /// <summary>The connection string; null with <see cref="StorageKind.Sqlite"/>.</summary>
    public required string? PostgresConnection { get; init; }

    public required string DataDirectory { get; init; }
    public required string ClusterId { get; init; }
    public required string AdvertisedAddress { get; init; }
    public required int SiloPort { get; init; }
    public required int GatewayPort { get; init; }
    public required bool SeedDemo { get; init; }

    public static ProductSettings Read(IConfiguration configuration, IHostEnvironment environment)
    {
        TimeSettings.Check(configuration);
        var section = configuration.GetSection("FuelGrains");
        var storage = Choice<StorageKind>(section, "Storage", StorageKind.Sqlite);
        var postgres = configuration.GetConnectionString("Postgres");
        if (storage == StorageKind.Postgres && string.IsNullOrWhiteSpace(postgres))
            throw new SettingsException("FuelGrains:Storage is Postgres, but ConnectionStrings:Postgres is missing.");
        // A file is for one process: it picks free ports, so that two laptops' worth of demos can run side by side.
        var (silo, gateway) = storage == StorageKind.Sqlite ? (0, 0) : (11_111, 30_000);
        return new()
        {
            Storage = storage,
            PostgresConnection = storage == StorageKind.Postgres ? postgres : null,
            DataDirectory = Path.GetFullPath(
                section["DataDirectory"] is { Length: > 0 } directory ? directory : "data"
            ),
            ClusterId = section["ClusterId"] ?? "fuelgrains",
            AdvertisedAddress = section["AdvertisedAddress"] ?? "127.0.0.1",
            SiloPort = Port(section, "SiloPort", silo),
            GatewayPort = Port(section, "GatewayPort", gateway),
            SeedDemo = configuration.GetValue<bool?>("Demo:Seed") ?? environment.IsDevelopment(),
        };
    }

    private static T Choice<T>(IConfigurationSection section, string name, T otherwise)
        where T : struct, Enum
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        return Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(text, ignoreCase: true)
            : throw new SettingsException(
                $"FuelGrains:{name} is '{text}', but it must be one of {string.Join(", ", Enum.GetNames<T>())}."
            );
    }

    private static int Port(IConfigurationSection section, string name, int otherwise)
    {
        if (section[name] is not { Length: > 0 } text)
            return otherwise;
        return int.TryParse(text, out var port) && port is >= 0 and <= 65_535
            ? port
            : throw new SettingsException(
                $"FuelGrains:{name} is '{text}', but it must be a port number from 0 (any free one) to 65535."
            );
    }
}
