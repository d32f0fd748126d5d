using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>
/// A running product and a browser, shared by the tests of a collection. Each test makes sales and names of its own. The tests of the pages
/// wait more than they work, so they are three collections that run beside each other.
/// </summary>
public sealed class PagesFixture : IAsyncLifetime
{
    private const float TimeoutMs = 30_000; // two cores run the product, the browser and the tests

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal PagesProduct Product { get; private set; } = null!;
    public ProductApi Api { get; private set; } = null!;
    internal Phones Phones { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Product = await PagesProduct.StartNewAsync(TestContext.Current.CancellationToken);
        Api = new ProductApi(Product.Address);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = "/usr/bin/chromium",
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                ],
            }
        );
        Phones = new(_browser);
        Assertions.SetDefaultExpectTimeout(TimeoutMs);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
        Api?.Dispose();
        if (Product is not null)
            await Product.DisposeAsync();
    }
}

/// <summary>Pages for customers of flash sales.</summary>
[CollectionDefinition]
public sealed class CustomerPages : ICollectionFixture<PagesFixture>;

/// <summary>Group buys, before and behind the counter.</summary>
[CollectionDefinition]
public sealed class GroupBuyPages : ICollectionFixture<PagesFixture>;

/// <summary>Stations, their drivers, and the desk.</summary>
[CollectionDefinition]
public sealed class StationPages : ICollectionFixture<PagesFixture>;
