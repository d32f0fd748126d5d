using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>
/// A press right after the last key: uni-app tells of typing ten times a second, and the page's time stands still here, so nothing is told
/// after the first key.
/// </summary>
[Collection<StationPages>]
public sealed class TypingTests(PagesFixture pages) : DriveTest(pages)
{
    // Playwright's own clock belongs to the phone, which other tests use afterwards.
    private const string Stoppable = """
        const now = Date.now;
        window.stopTime = () => {
          const stoppedAt = now();
          Date.now = () => stoppedAt;
          window.setTimeout = () => 0;
        };
        """;

    private const string KeepsTheFocus =
        "addEventListener('mousedown', e => e.target.closest('uni-input') ?? e.preventDefault(), true)";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_driver_who_presses_right_after_the_last_digit_orders_what_stands_in_the_field(bool keepsFocus)
    {
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        var page = await OpenLoggedInAsync(NewName("driver"), "about:blank");
        await page.AddInitScriptAsync(Stoppable);
        await page.GotoAsync(new Uri(Address, $"/drive/{station}/1").ToString());
        // Some phones leave the focus in the field while a button is pressed.
        if (keepsFocus)
            await page.EvaluateAsync(KeepsTheFocus);
        await page.GetByTestId("grade").ClickAsync();
        await Field(page, "much").FillAsync("2");
        await ExpectEnabledAsync(page, "place");
        var place = (await page.GetByTestId("place").BoundingBoxAsync()).ShouldNotBeNull();
        await Field(page, "much").FocusAsync();
        await page.EvaluateAsync("stopTime()");

        var ordered = await page.RunAndWaitForRequestAsync(
            async () =>
            {
                await page.Keyboard.TypeAsync("00");
                await page.Mouse.ClickAsync(place.X + place.Width / 2, place.Y + place.Height / 2);
            },
            request => request.Method == "POST" && request.Url.EndsWith("/orders", StringComparison.Ordinal)
        );

        ordered.PostData.ShouldNotBeNull().ShouldContain("\"amountFen\":20000");
    }

    [Fact]
    public async Task Who_presses_Enter_right_after_the_last_letter_logs_in_under_the_whole_name()
    {
        var page = await OpenAsync("about:blank");
        await page.AddInitScriptAsync(Stoppable);
        await page.GotoAsync(new Uri(Address, "/m/#/pages/me/me").ToString());
        await Field(page, "login-name").FocusAsync();
        await page.EvaluateAsync("stopTime()");
        var name = NewName("driver");

        var login = await page.RunAndWaitForRequestAsync(
            async () =>
            {
                await page.Keyboard.TypeAsync(name);
                await page.Keyboard.PressAsync("Enter");
            },
            request => request.Url.EndsWith("/api/login", StringComparison.Ordinal)
        );

        login.PostData.ShouldNotBeNull().ShouldContain($"u-{name}\"");
    }
}
