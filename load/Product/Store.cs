using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FuelGrains.Load.Product;

/// <summary>Where the product under test keeps its ledger, and how to look at it past the product.</summary>
internal abstract record Store(string Name)
{
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    public abstract DbConnection Connect();

    /// <summary>An id as the store's parameters take it.</summary>
    public abstract object Id(Guid id);

    /// <summary>
    /// Something to sell. A measured product starts without the demo's data, and products are made by no endpoint yet;
    /// the id is fixed, so that many runs in one database leave one row.
    /// </summary>
    public async Task StockShelfAsync(CancellationToken stop)
    {
        await using var connection = Connect();
        await connection.OpenAsync(stop);
        await using var command = connection.CreateCommand();
        command.CommandText =
            "INSERT INTO products (id, name, description) VALUES (@id, 'Load', 'Sold by the load program') ON CONFLICT (id) DO NOTHING";
        var id = command.CreateParameter();
        (id.ParameterName, id.Value) = ("id", Id(new("0198c0de-0000-7000-8000-00000000f00d")));
        command.Parameters.Add(id);
        await command.ExecuteNonQueryAsync(stop);
    }
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

    // Never creates a file: a wrong path is an error. Unpooled, so that no handle stays on a folder that is removed.
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

    public override DbConnection Connect() => new NpgsqlConnection(Connection);

    public string Database => new NpgsqlConnectionStringBuilder(Connection).Database!;

    /// <summary>A database of its own on the server: for runs that look at whole tables.</summary>
    public static async Task<PostgresStore> CreateAsync(string server, CancellationToken stop)
    {
        var name = $"fuelgrains_load_{RunId.New()}";
        await AdministerAsync(server, $"CREATE DATABASE {name}", stop);
        return new(new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString);
    }

    /// <summary>Removes what <see cref="CreateAsync"/> made, whoever is still connected to it.</summary>
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

    public override object Id(Guid id) => id;
}
