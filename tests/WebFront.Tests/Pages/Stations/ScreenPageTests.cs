using FuelGrains.WebFront.Tests.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>The screen over a forecourt: what pumps do is seen at once, and nothing old is shown as if it were new.</summary>
[Collection<StationPages>]
public sealed class ScreenPageTests(PagesFixture pages) : PageTest(pages)
{
    private const string Capabilities = RawSite.EverythingButMeter + " METER";
    private static readonly string[] Prices = ["PRICE 95 LTR CNY 7.910 95# 汽油", "PRICE 0 LTR CNY 7.125 0# 柴油"];
    private static readonly string[] Pumps = ["PUMP 1 free", "PUMP 2 locked", "PUMP 3 out-of-order"];
    private KillablePages? _own;

    protected override Uri Address => _own?.Address ?? base.Address;

    [Fact]
    public async Task Prices_states_litres_amounts_and_a_running_sale_are_seen_as_they_change()
    {
        // Started last, so that it is among the few that a screen shows, whatever else this product sells.
        var sale = await Api.PublishFlashSaleAsync(Cancel, title: "95# 30 升秒杀", stock: 7, startsAt: ProductApi.Now);
        // The list is kept for a second, and a screen looks it up only now and then.
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Api.IsListedAsync(sale, Cancel));
        var (page, site, _) = await OpenScreenAsync(Api);
        await using var _ = site;
        await Expect(page, "station").ToHaveTextAsync("滨江大道站");
        await Assertions.Expect(page.GetByTestId("price")).ToHaveCountAsync(2);
        await Assertions.Expect(page.GetByTestId("price").Nth(1)).ToContainTextAsync("7.91元/升");
        await Assertions.Expect(page.GetByTestId("price").First).ToContainTextAsync("7.125");
        await PumpAsync(page, 1, "free", "空闲");
        await PumpAsync(page, 2, "locked", "待授权");
        await PumpAsync(page, 3, "outOfOrder", "停用");
        await Assertions
            .Expect(
                page.GetByTestId("offer").Filter(new() { HasText = "95# 30 升秒杀" }).GetByTestId("offer-stock").First
            )
            .ToContainTextAsync("剩");

        await site.SayAsync("* PUMP 1 in-use");
        await PumpAsync(page, 1, "inUse", "加油中");
        await site.SayAsync("* METER 1 - 95 12349 9768");
        var pump = Pump(page, 1);
        await Assertions.Expect(pump.GetByTestId("pump-litres")).ToHaveTextAsync("12.34 升");
        await Assertions.Expect(pump.GetByTestId("pump-amount")).ToHaveTextAsync("¥97.68");
        await site.SayAsync("* PUMP 1 ready-to-pay");
        await site.SayAsync("* TRANSACTION 1 t1 open 95 CNY 79.10 70.00 13.0 9.10 LTR 10.000 7.910");
        await Assertions.Expect(pump.GetByTestId("pump-state")).ToHaveTextAsync("待支付");
        await Assertions.Expect(pump.GetByTestId("pump-amount")).ToHaveTextAsync("¥79.10");
        await site.SayAsync("* PRICE 95 LTR CNY 8.020 95# 汽油");
        await Assertions.Expect(page.GetByTestId("price").Nth(1)).ToContainTextAsync("8.02");
    }

    [Fact]
    public async Task A_running_group_buy_is_shown_with_its_price_and_its_teams_and_stock_as_they_change()
    {
        var title = $"拼团 {NewName("g")}";
        var campaign = await Api.PublishGroupBuyAsync(Cancel, title: title, startsAt: ProductApi.Now);
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Api.IsGroupListedAsync(campaign, Cancel));
        var (page, site, _) = await OpenScreenAsync(Api);
        await using var _ = site;
        var group = page.GetByTestId("group").Filter(new() { HasText = title });
        await Assertions.Expect(group.GetByTestId("group-price")).ToHaveTextAsync("¥179 起");
        await Assertions.Expect(group.GetByTestId("group-size")).ToHaveTextAsync("2/3 人团");
        await Assertions.Expect(group.GetByTestId("group-stock")).ToHaveTextAsync("剩 100");
        await Assertions.Expect(group.GetByTestId("group-note")).ToHaveTextAsync("拼团中 0 · 已成团 0");
        await Assertions.Expect(group.GetByTestId("group-countdown")).ToContainTextAsync("距结束 1:");

        var leader = NewName("leader");
        await Api.PayAsync(leader, (await Api.OpenTeamAsync(leader, campaign, Cancel)).Order, Cancel);
        await Assertions.Expect(group.GetByTestId("group-note")).ToHaveTextAsync("拼团中 1 · 已成团 0");
        await Assertions.Expect(group.GetByTestId("group-stock")).ToHaveTextAsync("剩 99");
        await Api.ActAsync(campaign, "pause", Cancel, "group-buys");
        await Assertions.Expect(group).ToHaveAttributeAsync("data-phase", "paused");
        await Api.ActAsync(campaign, "close", Cancel, "group-buys");
        await Assertions.Expect(group).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_sale_that_is_confirmed_as_paid_is_told_to_the_attendant()
    {
        var (page, site, station) = await OpenScreenAsync(Api);
        await using var _ = site;
        await site.SayAsync("* PUMP 1 ready-to-pay");
        await site.SayAsync("* TRANSACTION 1 t1 open 95 CNY 79.10 70.00 13.0 9.10 LTR 10.000 7.910");
        await Assertions.Expect(Pump(page, 1).GetByTestId("pump-state")).ToHaveTextAsync("待支付");
        await Expect(page, "paid").ToBeHiddenAsync();
        await Api.PayFuelAsync(NewName("driver"), station.Id, 1, Cancel);
        await site.AnswerAsync("CLEAR");
        await Expect(page, "paid").ToHaveTextAsync("1 号枪 已支付 ¥79.10");
        await Assertions.Expect(Pump(page, 1).GetByTestId("pump-state")).ToHaveTextAsync("已支付 ¥79.10");
        // Sound needs a hand once; what is seen does not.
        await page.GetByTestId("sound").ClickAsync();
        await Expect(page, "sound").ToBeHiddenAsync();
    }

    [Fact]
    public async Task When_the_site_is_gone_no_state_is_shown_and_prices_are_struck_through()
    {
        var (page, site, _) = await OpenScreenAsync(Api);
        await PumpAsync(page, 1, "free", "空闲");
        await site.DisposeAsync();
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "siteOff");
        await PumpAsync(page, 1, "unknown", "状态未知");
        await Assertions.Expect(page.GetByTestId("price").First).ToHaveAttributeAsync("data-current", "false");
        await Expect(page, "prices-old").ToContainTextAsync("非实时油价");
    }

    [Fact]
    public async Task A_screen_whose_server_was_killed_says_so_and_recovers_by_itself()
    {
        Provokes(
            "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|Connection disconnected|Failed to start the connection|WebSocket|status of 50"
        );
        await using var product = _own = await KillablePages.StartNewAsync(Cancel);
        using var api = new ProductApi(product.Address);
        await api.PublishGroupBuyAsync(Cancel);
        var (page, first, station) = await OpenScreenAsync(api);
        await using var _ = first;
        await PumpAsync(page, 1, "free", "空闲");
        await Expect(page, "group-stock").ToHaveTextAsync("剩 100");
        await NeverReloadAsync(page);

        await product.Process.KillAsync();
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "stale");
        await PumpAsync(page, 1, "unknown", "状态未知");
        await Assertions.Expect(page.GetByTestId("price").First).ToHaveAttributeAsync("data-current", "false");
        await Expect(page, "group").ToHaveAttributeAsync("data-old", "true");
        await Expect(page, "group-stock").ToHaveTextAsync("");
        await Expect(page, "group-note").ToHaveTextAsync("");

        await product.Process.StartAsync(Cancel);
        await using var again = await RawSite.LogInAsync(product.Address, station.Id, station.Secret, Capabilities);
        await again.IntroduceAsync(Prices, ["PUMP 1 in-use", "PUMP 2 locked", "PUMP 3 free"]);
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "live");
        await PumpAsync(page, 1, "inUse", "加油中");
        await Expect(page, "group-stock").ToHaveTextAsync("剩 100");
        await ShouldNotHaveReloadedAsync(page);
    }

    [Fact]
    public async Task A_screen_without_the_key_shows_nothing()
    {
        Provokes("status of 401");
        var station = await Api.NewStationAsync("滨江大道站", Cancel);
        var page = await OpenAsync($"/screen/{station.Id}#00000000000000000000000000000000");
        await Expect(page, "refused").ToContainTextAsync("未授权");
        await Assertions.Expect(page.Locator("#board")).ToBeHiddenAsync();
        (await page.GetByTestId("pump").CountAsync()).ShouldBe(0);
    }

    private async Task<(IPage Page, RawSite Site, (Guid Id, string Secret, string ScreenKey) Station)> OpenScreenAsync(
        ProductApi api
    )
    {
        var station = await api.NewStationAsync("滨江大道站", Cancel);
        var site = await RawSite.LogInAsync(Address, station.Id, station.Secret, Capabilities);
        await site.IntroduceAsync(Prices, Pumps);
        var page = await OpenAsync($"/screen/{station.Id}#{station.ScreenKey}");
        await page.SetViewportSizeAsync(1920, 1080);
        await Expect(page, "fresh").ToHaveAttributeAsync("data-state", "live");
        await Expect(page, "age").ToContainTextAsync("秒前更新");
        return (page, site, station);
    }

    private static async Task PumpAsync(IPage page, int number, string state, string words)
    {
        await Assertions.Expect(Pump(page, number)).ToHaveAttributeAsync("data-state", state);
        await Assertions.Expect(Pump(page, number).GetByTestId("pump-state")).ToHaveTextAsync(words);
    }

    private static ILocator Pump(IPage page, int number) => page.Locator($"[data-testid=pump][data-number='{number}']");
}
