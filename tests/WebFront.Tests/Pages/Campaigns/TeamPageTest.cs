using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>Three customers, their team and its page in the client: shared by the tests of group buys.</summary>
public abstract class TeamPageTest(PagesFixture pages) : PageTest(pages)
{
    protected (string Alice, string Bob, string Carol) Names { get; } =
        (NewName("alice"), NewName("bob"), NewName("carol"));

    protected async Task<(string Code, string Order)> PaidTeamAsync(int size = 2)
    {
        var (code, order) = await Api.OpenTeamAsync(Names.Alice, await Api.PublishGroupBuyAsync(Cancel), Cancel, size);
        await Api.PayKnownAsync(Names.Alice, order, Cancel);
        return (code, order);
    }

    protected async Task<IPage> OpenTeamAsync(string code, string name)
    {
        var page = await OpenAsync($"/team/{code}");
        await EnterAsync(page, name);
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return page;
    }

    /// <summary>Logs in on the card that the client shows to whom it does not know.</summary>
    protected static async Task EnterAsync(IPage page, string name)
    {
        await page.GetByTestId("login-name").Locator("input").FillAsync(name);
        await page.GetByTestId("login-go").ClickAsync();
    }

    /// <summary>A button of the client is an element of its own, which a browser does not know to be one.</summary>
    protected static Task ExpectEnabledAsync(IPage page, string button) =>
        Expect(page, button).Not.ToHaveAttributeAsync("disabled", "true");

    protected static Task ExpectDisabledAsync(IPage page, string button) =>
        Expect(page, button).ToHaveAttributeAsync("disabled", "true");
}
