using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A mistyped or old address in a browser.</summary>
[Collection<StationPages>]
public sealed class MissingPageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task An_unknown_address_says_so_and_leads_home()
    {
        Provokes("status of 404");
        var page = await OpenAsync("/nothing/here");
        await Expect(page, "missing").ToContainTextAsync("没有这个页面");

        await page.GetByTestId("missing-home").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Address, "/m/#/pages/campaigns/campaigns").ToString());
    }
}
