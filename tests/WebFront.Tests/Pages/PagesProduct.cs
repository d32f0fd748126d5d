using Microsoft.Data.Sqlite;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>What pages are opened on: the product as one process on fresh data, with WeChat simulated inside it, and something on the shelf.</summary>
internal sealed class PagesProduct : IAsyncDisposable
{
    /// <summary>From here on a second person must approve: one voucher of the tests' sales is below, two are above.</summary>
    public const long SecondPersonAboveFen = 30_000;

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-pages-");

    private PagesProduct() =>
        Process = ProductProcess.Of(
            ProductProgram.WebFront,
            ProductSettings.Development(
                ProductSettings.Sqlite(_data.FullName),
                new()
                {
                    ["Conservation__Period"] = "00:00:02",
                    ["Refunds__SecondPersonAboveFen"] = SecondPersonAboveFen.ToString(
                        System.Globalization.CultureInfo.InvariantCulture
                    ),
                }
            )
        );

    public ProductProcess Process { get; }

    public Uri Address => Process.Address;

    public static async Task<PagesProduct> StartNewAsync(CancellationToken cancel)
    {
        var product = new PagesProduct();
        try
        {
            await product.Process.StartAsync(cancel);
            using var api = new ProductApi(product.Address);
            await api.StockShelfAsync(cancel);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>An effect that could not be delivered, such as no test can bring about in seconds: the outbox tries for longer.</summary>
    public Task PlantDeadLetterAsync(Guid id, string kind, string subject, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state, last_error)
            VALUES (@id, @kind, @subject, '', @now, @now, 12, 1, 'planted by a test')
            """,
            cancel,
            ("@id", Bytes(id)),
            ("@kind", kind),
            ("@subject", subject),
            ("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())
        );

    /// <summary>Makes a sale's stock another one than its shards have: something no code of the product does.</summary>
    public Task BendStockAsync(string sale, long stock, CancellationToken cancel) =>
        ExecuteAsync(
            "UPDATE campaigns SET stock = @stock WHERE id = @id",
            cancel,
            ("@stock", stock),
            ("@id", Bytes(Guid.Parse(sale)))
        );

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        // Unpooled, so that no handle stays on the folder that is removed in the end.
        var file = new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_data.FullName, "ledger.db"),
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
        };
        await using var ledger = new SqliteConnection(file.ToString());
        await ledger.OpenAsync(cancel);
        await using var command = ledger.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        (await command.ExecuteNonQueryAsync(cancel)).ShouldBe(1);
    }
}
