using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>
/// Phones that tests use in turn. A new context is a new window of Chromium, half a second of CPU; a page of a window that is open and
/// empty
/// costs a tenth of it.
/// </summary>
internal sealed class Phones(IBrowser browser)
{
    private readonly ConcurrentBag<Phone> _free = [];

    /// <summary>A phone with nothing on it: no pages, cookies, storage or permissions.</summary>
    public async Task<Phone> TakeAsync() => _free.TryTake(out var phone) ? phone : await Phone.UnpackAsync(browser);

    /// <summary>Wipes a phone, so that its next owner finds nothing of this one.</summary>
    public async Task GiveBackAsync(Phone phone, params Uri[] visited)
    {
        await phone.WipeAsync(visited);
        _free.Add(phone);
    }
}

/// <summary>A browser context with storage of its own, whose first page stays empty and keeps the window open.</summary>
internal sealed class Phone
{
    private readonly IBrowserContext _context;
    private readonly IPage _desktop;
    private readonly ICDPSession _session;

    private Phone(IBrowserContext context, IPage desktop, ICDPSession session) =>
        (_context, _desktop, _session) = (context, desktop, session);

    public static async Task<Phone> UnpackAsync(IBrowser browser)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = 390, Height = 844 },
                Locale = "zh-CN",
            }
        );
        var desktop = await context.NewPageAsync();
        return new(context, desktop, await context.NewCDPSessionAsync(desktop));
    }

    public Task<IPage> NewPageAsync() => _context.NewPageAsync();

    public async Task WipeAsync(Uri[] visited)
    {
        foreach (var page in _context.Pages.Where(page => page != _desktop).ToArray())
            await page.CloseAsync();
        await _context.ClearCookiesAsync();
        await _context.ClearPermissionsAsync();
        await _context.SetGeolocationAsync(null);
        foreach (var origin in visited.Select(uri => uri.GetLeftPart(UriPartial.Authority)))
            await _session.SendAsync(
                "Storage.clearDataForOrigin",
                new() { ["origin"] = origin, ["storageTypes"] = "all" }
            );
    }
}
