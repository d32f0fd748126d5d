namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The product under the pages as a process that a test kills and starts again on the same data.</summary>
internal sealed class KillablePages : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-pages-");

    private KillablePages() => Process = PagesProduct.KillableOn(_data);

    public ProductProcess Process { get; }

    public Uri Address => Process.Address;

    public static async Task<KillablePages> StartNewAsync(CancellationToken cancel)
    {
        var product = new KillablePages();
        try
        {
            await product.Process.StartAsync(cancel);
            await PagesProduct.StockShelfAsync(product.Address, cancel);
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
}
