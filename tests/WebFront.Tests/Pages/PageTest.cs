using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>
/// Opens pages as separate people and listens to each. When the test ends, no page may have asked another origin for
/// anything or complained (errors, warnings, content policy) beyond what the test said it provokes.
/// </summary>
[Collection<PagesCollection>]
public abstract class PageTest(PagesFixture pages) : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<Regex> _provoked = [];

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
    protected ProductApi Api => pages.Api;
    protected virtual Uri Address => pages.Product.Address;

    /// <summary>A name nobody else has, so that tests do not meet each other's orders.</summary>
    protected static string NewName(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var context in _contexts) await context.DisposeAsync();
        _requests.Where(uri => uri.Authority != Address.Authority && uri.Scheme != "data").ShouldBeEmpty();
        _complaints.Where(complaint => !_provoked.Exists(known => known.IsMatch(complaint))).ShouldBeEmpty();
    }

    /// <summary>A phone in somebody's hand: its own storage, its own connection.</summary>
    protected async Task<IPage> OpenAsync(string path)
    {
        var context = await pages.Browser.NewContextAsync(new() { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "zh-CN" });
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        page.WebSocket += (_, socket) => _requests.Enqueue(new Uri(socket.Url));
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _complaints.Enqueue($"{message.Type}: {message.Text}");
        };
        await page.GotoAsync(new Uri(Address, path).ToString());
        return page;
    }

    protected async Task<IPage> OpenSaleAsync(string sale, string? customer = null)
    {
        var page = await OpenAsync($"/?sale={sale}");
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        if (customer is null) return page;
        await page.GetByTestId("login-name").FillAsync(customer);
        await page.GetByTestId("login-go").ClickAsync();
        await Expect(page, "who").ToHaveTextAsync(customer);
        return page;
    }

    /// <summary>The browser reports every refused request as an error; a test that provokes one says so.</summary>
    protected void Provokes(string pattern) => _provoked.Add(new Regex(pattern));

    protected static ILocatorAssertions Expect(IPage page, string testId) => Assertions.Expect(page.GetByTestId(testId));
}
