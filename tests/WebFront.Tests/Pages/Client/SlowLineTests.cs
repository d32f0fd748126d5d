using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>The way of a customer over 2G: 50 kbit/s, and 300 ms before each answer.</summary>
[Collection<StationPages>]
public sealed class SlowLineTests(PagesFixture pages) : DriveTest(pages)
{
    private const int LatencyMs = 300;
    private const int BytesPerSecond = 50_000 / 8;

    [Fact]
    public async Task A_customer_buys_once_pays_and_shows_the_code_of_the_voucher()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        await SlowDownAsync(alice);

        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await alice.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(alice, "pay");

        await Expect(alice, "order-state").ToHaveTextAsync("已完成", new() { Timeout = 60_000 });
        await Expect(alice, "qr").ToBeVisibleAsync();
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_friend_joins_a_team_once_and_may_pay()
    {
        var name = NewName("bob");
        var bob = await OpenInvitedAsync(name);
        await SlowDownAsync(bob);

        await bob.GetByTestId("join").ClickAsync();

        await Expect(bob, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(bob, "pay").ToBeVisibleAsync();
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_driver_orders_fuel_and_may_pay()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await Expect(page, "before").ToBeVisibleAsync();
        await SlowDownAsync(page);

        await WantYuanAsync(page, "100");

        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        await Expect(page, "split-prepay").ToHaveTextAsync("¥100.00");
        await Expect(page, "pay").ToBeVisibleAsync();
    }

    private static async Task SlowDownAsync(IPage page)
    {
        var devTools = await page.Context.NewCDPSessionAsync(page);
        await devTools.SendAsync("Network.enable");
        await devTools.SendAsync(
            "Network.emulateNetworkConditions",
            new()
            {
                ["offline"] = false,
                ["latency"] = LatencyMs,
                ["downloadThroughput"] = BytesPerSecond,
                ["uploadThroughput"] = BytesPerSecond,
            }
        );
    }
}
