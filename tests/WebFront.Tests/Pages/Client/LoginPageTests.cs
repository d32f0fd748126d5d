using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A login code is good once: a page whose code is spent takes a new one by itself.</summary>
[Collection<StationPages>]
public sealed class LoginPageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_spent_code_is_replaced_without_a_word_to_the_customer()
    {
        Provokes("status of 400");
        var page = await OpenAsync("/m/#/pages/me/me");
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
        await LogInAtCardAsync(page, NewName("driver"));
        sent.Count.ShouldBe(2);
    }
}
