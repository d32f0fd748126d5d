using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The client in a browser without a touch screen and without a mouse.</summary>
[Collection<StationPages>]
public sealed class KeyboardTests(PagesFixture pages) : DriveTest(pages)
{
    private const int MostTabs = 40;
    private const float TypingMs = 120;
    private const string Reached =
        "testId => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid') === testId";

    [Fact]
    public async Task A_driver_orders_and_gives_up_with_the_keyboard_alone()
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var page = await OpenAsync($"/drive/{station}/1");
        await Expect(page, "login-card").ToBeVisibleAsync();
        await TabToAsync(page, "login-name");
        await page.Keyboard.TypeAsync(NewName("driver"));
        await TabToAsync(page, "login-go");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page, "before").ToBeVisibleAsync();

        await TabToAsync(page, "grade");
        await page.Keyboard.PressAsync("Space");
        await Expect(page, "grade").ToHaveAttributeAsync("aria-checked", "true");
        await Expect(page, "place").ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(page, "place").ToHaveAttributeAsync("tabindex", "-1");
        await TabToAsync(page, "much");
        await Assertions.Expect(Field(page, "much")).ToHaveAttributeAsync("aria-label", "金额（元）");
        // uni-app hands on what is typed ten times a second at most, as nobody types faster.
        await page.Keyboard.TypeAsync("100", new() { Delay = TypingMs });
        await TabToAsync(page, "place");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page, "split-prepay").ToHaveTextAsync("¥100.00");

        // The question begins with the answer that changes nothing, and the key that asked it does not answer it.
        await TabToAsync(page, "cancel");
        await page.Keyboard.PressAsync("Enter");
        var (no, yes) = (page.GetByText("再想想"), page.GetByText("确定取消", new() { Exact = true }));
        await Assertions.Expect(no).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(no).ToBeHiddenAsync();
        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        await Expect(page, "cancel").ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(no).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(yes).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page, "order-status").ToHaveTextAsync("已取消");
    }

    [Fact]
    public async Task Tabs_and_rows_are_reached_and_pressed_by_the_keyboard()
    {
        var name = NewName("站");
        await Api.NewStationAsync(name, Cancel);
        var page = await OpenAsync("/m/#/pages/home/home");
        var fuel = page.GetByRole(AriaRole.Button, new() { Name = "加油", Exact = true });
        await fuel.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page, "find").ToBeVisibleAsync();
        await Field(page, "find").FillAsync(name);
        await Expect(page, "station").ToHaveCountAsync(1);
        await Field(page, "find").FocusAsync();
        await TabToAsync(page, "station");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("pages/stations/station"));
    }

    /// <summary>Presses Tab until the element has the focus, as somebody does who looks for it.</summary>
    private static async Task TabToAsync(IPage page, string testId)
    {
        for (var pressed = 0; pressed < MostTabs; pressed++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>(Reached, testId))
                return;
        }
        Assert.Fail($"{testId} is not reached by {MostTabs} tabs.");
    }
}
