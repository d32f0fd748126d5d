using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The screen as it hangs over a forecourt: everything of it is on it, whole, and large enough to read from a car.</summary>
[Collection<StationPages>]
public sealed class ScreenLayoutTests(PagesFixture pages) : PageTest(pages)
{
    private const string Capabilities = RawSite.EverythingButMeter + " METER";
    private static readonly string[] Prices =
    [
        "PRICE 95 LTR CNY 7.910 95#",
        "PRICE 92 LTR CNY 7.430 92#",
        "PRICE 98 LTR CNY 9.180 98#",
        "PRICE 0 LTR CNY 7.125 0#",
    ];

    // In pixels of 1080p: 17 of them are some two centimetres on a screen of 1.8 metres.
    private const double SmallestText = 17;

    [Theory]
    [InlineData(1920, 1080, 12)]
    [InlineData(1920, 1080, 24)]
    [InlineData(3840, 2160, 12)]
    [InlineData(3840, 2160, 24)]
    public async Task Nothing_is_cut_off_or_too_small(int width, int height, int pumps)
    {
        foreach (var title in new[] { "30 升 95# 限时秒杀", "20 升 92# 早鸟秒杀" })
            await Api.PublishFlashSaleAsync(Cancel, title, stock: 5_000, startsAt: ProductApi.Now);
        foreach (var title in new[] { "拼团：30 升 95#", "好友拼团：洗车加油二合一" })
        {
            var campaign = await Api.PublishGroupBuyAsync(Cancel, title: title, startsAt: ProductApi.Now);
            await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Api.IsGroupListedAsync(campaign, Cancel));
        }
        var station = await Api.NewStationAsync("杭州滨江大道加油站", Cancel);
        await using var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, Capabilities);
        await site.IntroduceAsync(Prices, [.. Enumerable.Range(1, pumps).Select(n => $"PUMP {n} {StateOf(n)}")]);
        var page = await OpenAsync($"/screen/{station.Id}#{station.ScreenKey}");
        await page.SetViewportSizeAsync(width, height);
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "live");
        for (var n = 1; n <= pumps; n += 6)
            await site.SayAsync($"* METER {n} - 95 123456 97654");
        for (var n = 3; n <= pumps; n += 6)
            await site.SayAsync(
                $"* TRANSACTION {n} t{n} open 95 CNY {(n == 3 ? "86.83" : "79.10")} 70.00 13.0 9.10 LTR 10.000 7.910"
            );
        await Expect(page, "pump").ToHaveCountAsync(pumps);
        await Assertions
            .Expect(page.Locator("[data-testid=pump][data-number='3'] [data-testid=pump-state]"))
            .ToContainTextAsync("金额待核对");
        await Expect(page, "offer").ToHaveCountAsync(2);
        await Expect(page, "group").ToHaveCountAsync(2);

        (await page.EvaluateAsync<string[]>(Flaws, SmallestText * width / 1920)).ShouldBeEmpty();
        // A payment's notice takes its place from the others for a while.
        await Api.PayFuelAsync(NewName("driver"), station.Id, 9, Cancel);
        await site.AnswerAsync("CLEAR");
        await Expect(page, "paid").ToBeVisibleAsync();
        (await page.EvaluateAsync<string[]>(Flaws, SmallestText * width / 1920)).ShouldBeEmpty();
        await site.DisposeAsync();
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "siteOff");
        (await page.EvaluateAsync<string[]>(Flaws, SmallestText * width / 1920)).ShouldBeEmpty();
    }

    private static string StateOf(int pump) =>
        (pump % 6) switch
        {
            1 => "in-use",
            2 => "locked",
            3 => "ready-to-pay",
            4 => "in-transaction",
            5 => "out-of-order",
            _ => "free",
        };

    // Every visible text: on the screen, inside whatever cuts it off, and not too small; and no two cells over each other.
    private const string Flaws = """
        smallest => {
          const flaws = [];
          const inside = (a, b) => a.left >= b.left - 1 && a.right <= b.right + 1 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
          const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const element = node.parentElement;
            if (node.data.trim() === '' || !element.checkVisibility()) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const rect = range.getBoundingClientRect();
            const words = `${element.tagName}.${element.className} "${node.data.trim()}"`;
            if (!inside(rect, screen)) flaws.push(`${words} is off the screen`);
            const size = parseFloat(getComputedStyle(element).fontSize);
            if (size < smallest) flaws.push(`${words} has ${size} px, less than ${smallest}`);
            for (let box = element; box !== document.body; box = box.parentElement) {
              if (getComputedStyle(box).overflow === 'visible' && !box.matches('.pump, .offer, .panel')) continue;
              if (!inside(rect, box.getBoundingClientRect())) flaws.push(`${words} is cut off by ${box.tagName}.${box.className}`);
            }
          }
          const cells = [...document.querySelectorAll('.pump, .offer, #prices li')].filter(cell => cell.checkVisibility()).map(cell => cell.getBoundingClientRect());
          cells.forEach((a, i) => cells.slice(i + 1).forEach(b => {
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) flaws.push('two cells overlap');
          }));
          for (const pump of document.querySelectorAll('.pump')) {
            const texts = [...pump.children].filter(child => child.textContent !== '').map(child => {
              const range = document.createRange();
              range.selectNodeContents(child);
              return range.getBoundingClientRect();
            });
            texts.forEach((a, i) => texts.slice(i + 1).forEach(b => {
              if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3) flaws.push(`texts of pump ${pump.dataset.number} overlap`);
            }));
          }
          return flaws;
        }
        """;
}
