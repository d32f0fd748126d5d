using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>A login code is good once: a page whose code is spent takes a new one by itself.</summary>
[Collection<StationPages>]
public sealed class LoginPageTests(PagesFixture pages) : PageTest(pages)
{
    [Theory]
    [InlineData("/")]
    public async Task A_spent_code_is_replaced_without_a_word_to_the_customer(string path)
    {
        Provokes("status of 400");
        var page = await OpenAsync(path);
        var sent = new List<string>();
        await page.RouteAsync(
            "**/api/login",
            async route =>
            {
                sent.Add(route.Request.PostData!);
                // The product refuses this code as WeChat's jscode2session does.
                await route.ContinueAsync(
                    sent.Count == 1 ? new() { PostData = """{"code":"spent"}"""u8.ToArray() } : null
                );
            }
        );
        await page.GetByTestId("login-name").FillAsync(NewName("driver"));
        await page.GetByTestId("login-go").ClickAsync();
        await Assertions.Expect(page.GetByTestId("login-go")).ToBeHiddenAsync();
        sent.Count.ShouldBe(2);
    }
}
