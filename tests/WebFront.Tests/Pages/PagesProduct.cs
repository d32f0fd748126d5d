using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Data.Sqlite;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>
/// The product under the pages, with its silo and a simulated WeChat inside it, on fresh data and with something on
/// the shelf. The product runs in the tests' process, so that its code is compiled once for all of them.
/// </summary>
internal sealed class PagesProduct : IAsyncDisposable
{
    private static readonly TimeSpan FirstAdminWithin = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _data;
    private readonly Front _front;

    private PagesProduct(DirectoryInfo data)
    {
        _data = data;
        _front = new(
            Settings(data).ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => s.Value!),
            new TestClock(),
            new LogLines(),
            new GrainCalls()
        );
    }

    /// <summary>The amount, in fen, above which a second person must approve: two vouchers of the tests' sales cost more.</summary>
    public const long SecondPersonAboveFen = 30_000;

    public Uri Address => _front.Address;

    public static async Task<PagesProduct> StartNewAsync(CancellationToken cancel)
    {
        var product = new PagesProduct(Directory.CreateTempSubdirectory("fuelgrains-pages-"));
        try
        {
            await StockShelfAsync(product.Address, cancel);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same product as a process of its own, for the tests that kill it.</summary>
    public static ProductProcess KillableOn(DirectoryInfo data) =>
        ProductProcess.Of(ProductProgram.WebFront, Settings(data));

    public static async Task StockShelfAsync(Uri address, CancellationToken cancel)
    {
        // The first admin is written after the start.
        using var http = new HttpClient { BaseAddress = address };
        await Eventually.IsTrueAsync(
            FirstAdminWithin,
            async () =>
            {
                using var login = await http.PostAsJsonAsync(
                    "/api/admin/login",
                    new { name = ProductApi.StaffName, password = ProductApi.StaffPassword },
                    cancel
                );
                return login.IsSuccessStatusCode;
            }
        );
        using var api = new ProductApi(address);
        await api.StockShelfAsync(cancel);
    }

    /// <summary>Writes a dead letter. No test can bring one about in seconds, because the outbox tries for longer.</summary>
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

    /// <summary>Writes an alarm, also of a kind that the product does not raise.</summary>
    public Task PlantAlarmAsync(string kind, string subject, string detail, CancellationToken cancel) =>
        ExecuteAsync(
            """
            INSERT INTO alarms (id, kind, subject, detail, seen, raised_at, last_at)
            VALUES (@id, @kind, @subject, @detail, 1, @now, @now)
            """,
            cancel,
            ("@id", Bytes(Guid.CreateVersion7(ProductApi.Now))),
            ("@kind", kind),
            ("@subject", subject),
            ("@detail", detail),
            ("@now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())
        );

    /// <summary>Makes a sale's stock differ from its shards', which no code of the product does.</summary>
    public Task BendStockAsync(string sale, long stock, CancellationToken cancel) =>
        ExecuteAsync(
            "UPDATE campaigns SET stock = @stock WHERE id = @id",
            cancel,
            ("@stock", stock),
            ("@id", Bytes(Guid.Parse(sale)))
        );

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private static Dictionary<string, string?> Settings(DirectoryInfo data) =>
        ProductSettings.Development(
            ProductSettings.Sqlite(data.FullName),
            new()
            {
                ["Conservation__Period"] = "00:00:02",
                ["Bills__Look"] = "00:00:01",
                // A payment that a page shows within a minute came by a callback, or because the page asked.
                ["Payments__FirstQuery"] = "00:01:00",
                // All tests of a run have one day and one first admin.
                ["Refunds__SecondPersonAboveFenADay"] = "100000000",
                ["Refunds__SecondPersonAboveFen"] = SecondPersonAboveFen.ToString(CultureInfo.InvariantCulture),
            }
        );

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    private async Task ExecuteAsync(string sql, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        // The connection is not pooled, so that no handle stays on the folder that is removed in the end.
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
