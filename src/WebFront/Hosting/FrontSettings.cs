namespace FuelGrains.WebFront.Hosting;

/// <summary>The settings that decide whether this process hosts its own silo.</summary>
public sealed record FrontSettings(bool RemoteSilo, string? PostgresConnection, string ClusterId)
{
    public static FrontSettings Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("FuelGrains");
        var silo = section["Silo"] is { Length: > 0 } text ? text : "InProcess";
        var postgres = configuration.GetConnectionString("Postgres");
        var cluster = section["ClusterId"] ?? "fuelgrains";
        if (silo.Equals("InProcess", StringComparison.OrdinalIgnoreCase))
            return new(false, postgres, cluster);
        if (!silo.Equals("Remote", StringComparison.OrdinalIgnoreCase))
            throw new StartRefusedException($"FuelGrains:Silo is '{silo}', but it must be InProcess or Remote.");
        if (!"Postgres".Equals(section["Storage"], StringComparison.OrdinalIgnoreCase))
            throw new StartRefusedException(
                "FuelGrains:Silo is Remote, but FuelGrains:Storage is not Postgres: a front finds remote silos through "
                    + "PostgreSQL, and a SQLite file belongs to one process."
            );
        if (string.IsNullOrWhiteSpace(postgres))
            throw new StartRefusedException(
                "FuelGrains:Silo is Remote, but ConnectionStrings:Postgres is missing: a front finds its silos there."
            );
        return new(true, postgres, cluster);
    }
}
