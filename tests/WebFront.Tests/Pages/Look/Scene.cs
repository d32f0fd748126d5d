using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>The person who looks at a page.</summary>
internal enum Viewer
{
    /// <summary>A customer with an order, a voucher, a seat in a team and fuel.</summary>
    Driver,

    /// <summary>A customer who has bought nothing yet.</summary>
    Newcomer,

    /// <summary>Somebody who is not logged in.</summary>
    Visitor,
}

/// <summary>A page in a state.</summary>
/// <param name="Page">The page's path, as client/src/pages.json names it.</param>
/// <param name="State">The state, as client/docs/pages.md names it.</param>
/// <param name="Address">The address that opens it.</param>
/// <param name="Shows">A selector of what is there when the state is reached.</param>
internal sealed record Scene(string Page, string State, string Address, string Shows)
{
    public Viewer Viewer { get; init; } = Viewer.Driver;

    /// <summary>The line, when it is not the usual one.</summary>
    public Func<IPage, Task>? Line { get; init; }

    /// <summary>The act of the viewer that leads to the state.</summary>
    public Func<IPage, Task>? Act { get; init; }

    public string Name => $"{Page.Replace("pages/", "", StringComparison.Ordinal)} {State}";
}

/// <summary>A size and a light to look at a page in.</summary>
internal sealed record Glass(int Width, bool IsDark = false, bool HasLargeFont = false)
{
    public const int Height = 760;

    public string Name => $"{Width}{(IsDark ? " dark" : "")}{(HasLargeFont ? " large" : "")}";

    /// <summary>Every size and light, for the whole report.</summary>
    public static readonly Glass[] All =
    [
        new(320),
        new(320, IsDark: true),
        new(430),
        new(430, IsDark: true),
        new(320, HasLargeFont: true),
    ];

    /// <summary>The narrowest in the dark, where most goes wrong.</summary>
    public static readonly Glass[] Hardest = [new(320, IsDark: true)];

    public async Task LookThroughAsync(IPage page)
    {
        await page.SetViewportSizeAsync(Width, Height);
        await page.EmulateMediaAsync(
            new() { ColorScheme = IsDark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce }
        );
        if (HasLargeFont)
            await page.EvaluateAsync(LookScript.LargeFont);
    }

    /// <summary>A phone as high as the page: a bar stands at its end in the picture, and every image is there.</summary>
    public async Task StretchAsync(IPage page)
    {
        var height = await page.EvaluateAsync<int>("document.scrollingElement.scrollHeight");
        await page.SetViewportSizeAsync(Width, Math.Max(Height, height));
        await page.EvaluateAsync(
            "Promise.allSettled([...document.images].filter(image => image.src).map(image => image.decode()))"
        );
    }
}
