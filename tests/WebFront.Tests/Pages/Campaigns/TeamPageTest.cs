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
        await LogInAtCardAsync(page, name);
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return page;
    }
}
