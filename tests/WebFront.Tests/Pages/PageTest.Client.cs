using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The customers' client: the way in, its questions, its buttons.</summary>
public abstract partial class PageTest
{
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
        await LogInAtCardAsync(page, customer);
        return page;
    }

    /// <summary>Logs in at the card that the client shows in place of what only its owner may see.</summary>
    protected static async Task LogInAtCardAsync(IPage page, string customer)
    {
        await page.GetByTestId("login-name").Locator("input").FillAsync(customer);
        await page.GetByTestId("login-go").ClickAsync();
        await Expect(page, "login-card").ToHaveCountAsync(0);
    }

    /// <summary>Opens the invitation to somebody's team as a friend who may join it.</summary>
    protected async Task<IPage> OpenInvitedAsync(string friend)
    {
        var (code, _) = await Api.OpenTeamAsync(NewName("alice"), await Api.PublishGroupBuyAsync(Cancel), Cancel);
        var page = await OpenLoggedInAsync(friend, $"/team/{code}");
        await Expect(page, "join").ToBeVisibleAsync();
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return page;
    }

    /// <summary>An element of the page on top: uni-app keeps those below.</summary>
    protected static ILocator ShownOf(IPage page, string testId) =>
        page.Locator("uni-page:visible").GetByTestId(testId);

    /// <summary>The question that the client asks before what cannot be taken back.</summary>
    protected static ILocator Question(IPage page) => page.Locator(".uni-modal");

    protected static Task SayYesAsync(IPage page) => Question(page).Locator(".uni-modal__btn_primary").ClickAsync();

    protected static Task SayNoAsync(IPage page) => Question(page).Locator(".uni-modal__btn_default").ClickAsync();

    /// <summary>Waits until a button of the client is enabled. It is no button of HTML: Playwright's own checks know of none.</summary>
    protected static Task ExpectEnabledAsync(IPage page, string button) =>
        Expect(page, button).Not.ToHaveAttributeAsync("disabled", "true");

    protected static Task ExpectDisabledAsync(IPage page, string button) =>
        Expect(page, button).ToHaveAttributeAsync("disabled", "true");
}
