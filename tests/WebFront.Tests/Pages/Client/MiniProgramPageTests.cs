using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A customer's link in a browser, at a product that has the real WeChat and therefore serves no web app.</summary>
[Collection<StationPages>]
public sealed class MiniProgramPageTests(PagesFixture pages) : PageTest(pages)
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("fuelgrains-link-");
    private Front? _front;

    protected override Uri Address => _front!.Address;

    [Fact]
    public async Task A_link_shows_the_code_that_opens_the_mini_program_and_says_what_to_do_with_it()
    {
        await using var weChat = await Simulator.StartAsync(
            new() { Urls = "http://127.0.0.1:0", KeyBits = 1_024 },
            TimeProvider.System,
            Cancel
        );
        _front = new(SettingsOf(weChat), new TestClock(), new LogLines(), new GrainCalls());

        var page = await OpenAsync($"/vouchers/{Guid.NewGuid()}");

        await Expect(page, "mini-program").ToContainTextAsync("扫描下方二维码进入小程序");
        (await page.TitleAsync()).ShouldBe("请用微信小程序打开");
        var code = page.GetByTestId("code");
        (await code.GetAttributeAsync("aria-label")).ShouldBe("小程序二维码");
        var drawn = (await code.Locator("svg").BoundingBoxAsync()).ShouldNotBeNull();
        drawn.Width.ShouldBeGreaterThan(200);
        drawn.Height.ShouldBe(drawn.Width, 1);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_front is not null)
            await _front.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _data.Delete(recursive: true);
    }

    private Dictionary<string, string> SettingsOf(Simulator weChat) =>
        ProductSettings
            .Development(
                ProductSettings.Sqlite(_data.FullName),
                weChat.Settings.ToDictionary(s => s.Key, s => (string?)s.Value),
                new() { ["WeChatPay__NotifyBaseUrl"] = "https://pay.example.com" }
            )
            .ToDictionary(
                s => s.Key.Replace("__", ":", StringComparison.Ordinal),
                s => s.Key == "WeChat__Simulator" ? "false" : s.Value!
            );
}
