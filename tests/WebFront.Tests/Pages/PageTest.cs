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
public abstract class PageTest(PagesFixture pages) : IAsyncLifetime
{
    // The way to WeChat's page begins with a prepay, which the product repeats until it succeeds.
    private const float NavigationTimeoutMs = 60_000;

    private readonly ConcurrentQueue<(string Text, string From)> _complaints = new();
    private readonly ConcurrentQueue<Uri> _requests = new();
    private readonly List<Phone> _phones = [];
    private readonly List<Regex> _provoked = [];
    private string? _weChat;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;
    protected ProductApi Api => pages.Api;
    protected virtual Uri Address => pages.Product.Address;

    /// <summary>Returns a name that nobody else has, so that tests do not meet each other's orders.</summary>
    protected static string NewName(string name) => $"{name}-{Guid.NewGuid():N}"[..(name.Length + 9)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var phone in _phones)
            await pages.Phones.ReturnAsync(phone, Address);
        _requests
            .Where(uri => uri.Authority != Address.Authority && uri.Authority != _weChat && uri.Scheme != "data")
            .ShouldBeEmpty();
        _complaints
            .Where(complaint => _weChat is null || !complaint.From.Contains(_weChat, StringComparison.Ordinal))
            .Select(complaint => complaint.Text)
            .Where(text => !_provoked.Exists(known => known.IsMatch(text)))
            .ShouldBeEmpty();
    }

    /// <summary>Opens a page on a separate phone, with its own storage and connection.</summary>
    protected async Task<IPage> OpenAsync(string path)
    {
        var phone = await pages.Phones.TakeAsync();
        _phones.Add(phone);
        return await OpenIntoAsync(await phone.NewPageAsync(), path);
    }

    /// <summary>Opens a page in another tab of the same browser.</summary>
    protected async Task<IPage> OpenTabAsync(IPage beside, string path) =>
        await OpenIntoAsync(await beside.Context.NewPageAsync(), path);

    protected async Task<IPage> OpenFlashSaleAsync(string sale, string? customer = null)
    {
        var address = $"/?sale={sale}";
        var page = customer is null ? await OpenAsync(address) : await OpenLoggedInAsync(customer, address);
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return page;
    }

    /// <summary>Logs in at the client's account page and opens an address that leads into the client.</summary>
    protected async Task<IPage> OpenLoggedInAsync(string customer, string address)
    {
        var account = await OpenAsync("/m/#/pages/me/me");
        await LogInAtCardAsync(account, customer);
        var page = await OpenTabAsync(account, address);
        await account.CloseAsync();
        return page;
    }

    protected async Task<IPage> OpenOrderAsync(string order, string customer)
    {
        var page = await OpenAsync($"/orders/{order}");
        await LogInAsync(page, customer);
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        return page;
    }

    /// <summary>Opens the console with one of its parts.</summary>
    protected async Task<IPage> OpenConsoleAsync(
        string view,
        string name = ProductApi.StaffName,
        string password = ProductApi.StaffPassword
    )
    {
        var page = await OpenAsync($"/staff#{view}");
        await LogInStaffAsync(page, name, password);
        await Expect(page, "who").ToHaveTextAsync(name);
        return page;
    }

    protected static async Task LogInStaffAsync(IPage page, string name, string password)
    {
        await page.GetByTestId("login-name").FillAsync(name);
        await page.GetByTestId("login-password").FillAsync(password);
        await page.GetByTestId("login-go").ClickAsync();
    }

    /// <summary>Presses on WeChat's page, to which the order's page led, and waits to be led back.</summary>
    protected async Task PressAtWeChatAsync(IPage page, string button)
    {
        await ReachWeChatAsync(page);
        await page.Locator($"#{button}").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape($"{Address}")}"));
    }

    /// <summary>Turns back on WeChat's page, to which the order's page led, without pressing anything there.</summary>
    protected async Task TurnBackAtWeChatAsync(IPage page)
    {
        await ReachWeChatAsync(page);
        await page.GoBackAsync();
    }

    /// <summary>
    /// Waits until the page is WeChat's. The address is looked at again and again: the navigation that an event would tell of may be over
    /// before anybody listens, when the order was prepared already.
    /// </summary>
    protected async Task ReachWeChatAsync(IPage page)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^(?!{Regex.Escape($"{Address}")})"));
        _weChat = new Uri(page.Url).Authority;
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Marks a page, so that a later reload is found.</summary>
    protected static async Task NeverReloadAsync(IPage page) => await page.EvaluateAsync("window.neverReloaded = true");

    protected static async Task ShouldNotHaveReloadedAsync(IPage page) =>
        (await page.EvaluateAsync<bool>("window.neverReloaded === true")).ShouldBeTrue();

    protected static async Task LogInAsync(IPage page, string customer)
    {
        await page.GetByTestId("login-name").FillAsync(customer);
        await page.GetByTestId("login-go").ClickAsync();
        await Expect(page, "who").ToHaveTextAsync(customer);
    }

    /// <summary>Logs in at the card that the client shows in place of what only its owner may see.</summary>
    protected static async Task LogInAtCardAsync(IPage page, string customer)
    {
        await page.GetByTestId("login-name").Locator("input").FillAsync(customer);
        await page.GetByTestId("login-go").ClickAsync();
        await Expect(page, "login-card").ToHaveCountAsync(0);
    }

    /// <summary>The question that the client asks before what cannot be taken back.</summary>
    protected static ILocator Question(IPage page) => page.Locator(".uni-modal");

    protected static Task SayYesAsync(IPage page) => Question(page).Locator(".uni-modal__btn_primary").ClickAsync();

    /// <summary>The browser reports every refused request as an error; a test that provokes one says so.</summary>
    protected void Provokes(string pattern) => _provoked.Add(new Regex(pattern));

    protected static ILocatorAssertions Expect(IPage page, string testId) =>
        Assertions.Expect(page.GetByTestId(testId));

    /// <summary>Waits until a button of the client is disabled, or enabled. It is no button of HTML: Playwright knows of neither.</summary>
    protected static Task ExpectDisabledAsync(IPage page, string testId, bool isDisabled = true)
    {
        var button = Expect(page, testId);
        return (isDisabled ? button : button.Not).ToHaveAttributeAsync("disabled", "true");
    }

    private async Task<IPage> OpenIntoAsync(IPage page, string path)
    {
        page.SetDefaultNavigationTimeout(NavigationTimeoutMs);
        page.Request += (_, request) => _requests.Enqueue(new Uri(request.Url));
        page.WebSocket += (_, socket) => _requests.Enqueue(new Uri(socket.Url));
        page.PageError += (_, error) => _complaints.Enqueue((error, page.Url));
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                _complaints.Enqueue(($"{message.Type}: {message.Text}", message.Location));
        };
        await page.GotoAsync(new Uri(Address, path).ToString());
        return page;
    }
}
