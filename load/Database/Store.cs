using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.Load.Database;

/// <summary>The product's database, and how to read it past the product.</summary>
internal abstract record Store(string Name)
{
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public abstract DbConnection Connect();

    /// <summary>Returns an id as the store's parameters take it.</summary>
    public abstract object Id(Guid id);
}

internal sealed record SqliteStore(string File) : Store("sqlite")
{
    public static SqliteStore In(string dataDirectory) => new(Path.Combine(dataDirectory, "ledger.db"));

    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["FuelGrains__Storage"] = "Sqlite",
            ["FuelGrains__DataDirectory"] = Path.GetDirectoryName(File)!,
        };

    // ReadWrite never creates a file: a wrong path is an error. Without a pool no handle stays on a folder that is removed.
    public override DbConnection Connect() =>
        new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = File,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );

    public override object Id(Guid id) => id.ToByteArray(bigEndian: true);
}

internal sealed record PostgresStore(string Connection) : Store("postgres")
{
    public override IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["FuelGrains__Storage"] = "Postgres",
            ["ConnectionStrings__Postgres"] = Connection,
        };

    public string Database => new NpgsqlConnectionStringBuilder(Connection).Database!;

    public override DbConnection Connect() => new NpgsqlConnection(Connection);

    public override object Id(Guid id) => id;

    /// <summary>Makes a database on the server, for runs that read whole tables.</summary>
    public static async Task<PostgresStore> CreateAsync(string server, CancellationToken stop)
    {
        var name = $"fuelgrains_load_{RunId.New()}";
        await AdministerAsync(server, $"CREATE DATABASE {name}", stop);
        return new(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
    }

    /// <summary>Removes a database that <see cref="CreateAsync"/> made, whoever is still connected to it.</summary>
    public async Task DropAsync(string server, CancellationToken stop)
    {
        NpgsqlConnection.ClearAllPools();
        await AdministerAsync(server, $"DROP DATABASE {Database} WITH (FORCE)", stop);
    }

    private static async Task AdministerAsync(string server, string sql, CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stop);
    }
}
