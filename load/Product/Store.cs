namespace FuelGrains.Load.Product;

/// <summary>Where the product under test keeps its ledger.</summary>
internal abstract record Store(string Name)
{
    public abstract IReadOnlyDictionary<string, string> Settings { get; }
}

internal sealed record SqliteStore(string File) : Store("sqlite")
{
    public static SqliteStore In(string dataDirectory) => new(Path.Combine(dataDirectory, "ledger.db"));

    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["FuelGrains__Storage"] = "Sqlite",
        ["FuelGrains__DataDirectory"] = Path.GetDirectoryName(File)!,
    };
}

internal sealed record PostgresStore(string Connection) : Store("postgres")
{
    public override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["FuelGrains__Storage"] = "Postgres",
        ["ConnectionStrings__Postgres"] = Connection,
    };
}
