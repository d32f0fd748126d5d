using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace FuelGrains.Peers;

/// <summary>
/// The safe flash sale: each order is a row under a unique key and moves its sale's counter, in one transaction and one round trip. The
/// counter's row is locked until the commit is on disk, so orders wait for one another.
/// </summary>
internal static class RowLock
{
    public const string Role = "row-lock";

    /// <summary>All but one of the connections wait for the row; more of them only wait more.</summary>
    private const int Connections = 32;

    private const string Schema = """
        CREATE TABLE peer_sales (
            id int PRIMARY KEY, stock bigint NOT NULL, sold bigint NOT NULL,
            CONSTRAINT ck_peer_sales_sold CHECK (sold <= stock));
        CREATE TABLE peer_orders (
            id uuid PRIMARY KEY, sale_id int NOT NULL, customer_id uuid NOT NULL, key text NOT NULL, quantity int NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT uq_peer_orders_key UNIQUE (sale_id, customer_id, key));
        """;
    private const string Seed = """
        INSERT INTO peer_sales VALUES (1, @stock, @orders);
        INSERT INTO peer_orders (id, sale_id, customer_id, key, quantity)
            SELECT gen_random_uuid(), 1, gen_random_uuid(), 'before-' || i, 1 FROM generate_series(1, @orders) AS i;
        """;
    private const string Insert =
        "INSERT INTO peer_orders (id, sale_id, customer_id, key, quantity) VALUES ($1, 1, $2, $3, $4)";

    // The constraint is the guard: a refused update takes the insert before it with it, without a further round trip.
    private const string Move = "UPDATE peer_sales SET sold = sold + $1 WHERE id = 1";
    private const string Find = "SELECT id FROM peer_orders WHERE sale_id = 1 AND customer_id = $1 AND key = $2";

    public static async Task AddRowLockAsync(this WebApplicationBuilder builder, PeerSettings settings)
    {
        var connection = new NpgsqlConnectionStringBuilder(settings.Store)
        {
            MaxPoolSize = Connections,
            MaxAutoPrepare = 8,
            AutoPrepareMinUsages = 2,
        };
        var source = NpgsqlDataSource.Create(connection);
        await using (var create = source.CreateCommand(Schema))
            await create.ExecuteNonQueryAsync();
        await using (var seed = source.CreateCommand(Seed))
        {
            seed.CommandTimeout = 300;
            seed.Parameters.AddWithValue("stock", settings.Stock);
            seed.Parameters.AddWithValue("orders", settings.Orders);
            await seed.ExecuteNonQueryAsync();
        }
        await using (var analyse = source.CreateCommand("VACUUM ANALYZE peer_orders"))
            await analyse.ExecuteNonQueryAsync();
        builder.Services.AddSingleton(source);
    }

    public static void MapRowLock(this WebApplication app) =>
        app.MapPost(
                Orders.Path,
                async (
                    OrderRequest body,
                    [FromHeader(Name = "Idempotency-Key")] string? key,
                    ClaimsPrincipal caller,
                    NpgsqlDataSource source,
                    CancellationToken stop
                ) =>
                    Orders.Wrong(body, key)
                    ?? await PlaceAsync(source, Guid.Parse(caller.Customer()), key!, body.Quantity, stop)
            )
            .RequireAuthorization();

    private static async Task<IResult> PlaceAsync(
        NpgsqlDataSource source,
        Guid customer,
        string key,
        int quantity,
        CancellationToken stop
    )
    {
        var order = Guid.CreateVersion7();
        await using var connection = await source.OpenConnectionAsync(stop);
        try
        {
            // A batch is one implicit transaction: when it returns, it is committed.
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new(Insert)
                    {
                        Parameters =
                        {
                            new() { Value = order },
                            new() { Value = customer },
                            new() { Value = key },
                            new() { Value = quantity },
                        },
                    },
                    new(Move) { Parameters = { new() { Value = (long)quantity } } },
                },
            };
            await batch.ExecuteNonQueryAsync(stop);
            return Orders.Placed(order);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.CheckViolation)
        {
            return Orders.Refused("sold-out");
        }
        catch (PostgresException known) when (known.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await using var find = new NpgsqlCommand(Find, connection)
            {
                Parameters =
                {
                    new() { Value = customer },
                    new() { Value = key },
                },
            };
            return Orders.Placed((Guid)(await find.ExecuteScalarAsync(stop))!);
        }
    }
}
