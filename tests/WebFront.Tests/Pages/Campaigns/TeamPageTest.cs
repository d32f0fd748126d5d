using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A team of three customers of its own and its page: shared by the tests of a team's page.</summary>
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
        await LogInAsync(page, name);
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        return page;
    }
}
