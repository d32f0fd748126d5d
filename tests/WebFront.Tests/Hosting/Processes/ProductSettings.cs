using FuelGrains.WireClients.Hosting;

namespace FuelGrains.WebFront.Tests.Hosting.Processes;

/// <summary>Settings of the product as a process takes them from its environment.</summary>
internal static class ProductSettings
{
    public static Dictionary<string, string?> Sqlite(string directory) =>
        new() { ["FuelGrains__Storage"] = "Sqlite", ["FuelGrains__DataDirectory"] = directory };

    public static Dictionary<string, string?> Postgres(string connection) =>
        new() { ["FuelGrains__Storage"] = "Postgres", ["ConnectionStrings__Postgres"] = connection };

    /// <summary>Ports of its own, the same in each of its lives.</summary>
    public static Dictionary<string, string?> SiloPorts() =>
        new() { ["FuelGrains__SiloPort"] = FreePorts.NextText(), ["FuelGrains__GatewayPort"] = FreePorts.NextText() };

    /// <summary>A development host without demo data that lets one address log thousands in.</summary>
    public static Dictionary<string, string?> Development(params Dictionary<string, string?>[] parts) =>
        With([
            .. parts,
            new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["WeChat__Simulator"] = "true",
                ["Demo__Seed"] = "false",
                ["Limits__LoginPerAddressPerSecond"] = "100000",
                ["Limits__LoginPerAddressBurst"] = "100000",
                ["Limits__AnonymousPerAddressPerSecond"] = "100000",
                ["Limits__AnonymousPerAddressBurst"] = "100000",
                ["Limits__LoginGlobalPerSecond"] = "100000",
                ["Limits__LoginGlobalBurst"] = "100000",
            },
        ]);

    public static Dictionary<string, string?> With(params Dictionary<string, string?>[] parts) =>
        parts.SelectMany(p => p).ToDictionary(p => p.Key, p => p.Value);
}
