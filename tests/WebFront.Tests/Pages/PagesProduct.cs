using Microsoft.Data.Sqlite;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>What pages are opened on: the product as one process on fresh data, with something on the shelf.</summary>
internal sealed class PagesProduct : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-pages-");

    private PagesProduct() => Process = ProductProcess.Of(ProductProgram.WebFront, ProductSettings.Development(ProductSettings.Sqlite(_data.FullName)));

    public ProductProcess Process { get; }

    public Uri Address => Process.Address;

    public static async Task<PagesProduct> StartNewAsync(CancellationToken cancel)
    {
        var product = new PagesProduct();
        try
        {
            await product.Process.StartAsync(cancel);
            await product.StockShelfAsync(cancel);
            return product;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>Something to sell: only the demo's seed makes products yet, and its sales would be in the tests' way.</summary>
    private async Task StockShelfAsync(CancellationToken cancel)
    {
        // Unpooled, so that no handle stays on the folder that is removed in the end.
        var file = new SqliteConnectionStringBuilder { DataSource = Path.Combine(_data.FullName, "ledger.db"), Mode = SqliteOpenMode.ReadWrite, Pooling = false };
        await using var ledger = new SqliteConnection(file.ToString());
        await ledger.OpenAsync(cancel);
        await using var insert = ledger.CreateCommand();
        insert.CommandText = "INSERT INTO products (id, name, description) VALUES (@id, '95# 汽油 30 升券', '')";
        insert.Parameters.AddWithValue("@id", Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToByteArray(bigEndian: true));
        await insert.ExecuteNonQueryAsync(cancel);
    }
}
