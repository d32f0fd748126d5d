using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A line that loses requests and answers: what is pressed once is ordered once, and only the server says paid.</summary>
[Collection<StationPages>]
public sealed class LossyLineTests(PagesFixture pages) : DriveTest(pages)
{
    private const string Lost = "net::ERR_|WebSocket|Connection disconnected|Failed to start the connection";

    private LossyLine? _line;

    protected override Uri Address => _line?.Address ?? base.Address;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_customer_buys_once_and_reads_paid_when_the_server_says_so(int seed)
    {
        await using var line = Begin(seed);
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);

        line.TurnBad();
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付", Tolerant);
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
        await Api.PayKnownAsync(name, OrderOf(alice), Cancel);
        await Expect(alice, "order-state").ToHaveTextAsync("已完成", Tolerant);

        line.Recover();
        await Expect(alice, "qr").ToBeVisibleAsync(new() { Timeout = Tolerant.Timeout });
        await Expect(alice, "stale").ToBeHiddenAsync();
        line.Lost.ShouldBePositive();
    }

    [Fact]
    public async Task A_friend_joins_once()
    {
        await using var line = Begin(seed: 3);
        var name = NewName("bob");
        var bob = await OpenInvitedAsync(name);

        line.TurnBad();
        await bob.GetByTestId("join").ClickAsync();
        await Expect(bob, "order-state").ToHaveTextAsync("座位已占，待支付", Tolerant);

        line.Recover();
        await Expect(bob, "pay").ToBeVisibleAsync(new() { Timeout = Tolerant.Timeout });
        await Expect(bob, "seats-count").ToHaveTextAsync("0 人已付 · 2/2 座");
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
        line.Lost.ShouldBePositive();
    }

    [Fact]
    public async Task A_driver_orders_fuel_once()
    {
        // The site's own line is good.
        var (station, site) = await OpenSiteAsync("PUMP 1 locked");
        await using var _ = site;
        await using var line = Begin(seed: 4);
        var name = NewName("driver");
        var page = await OpenLoggedInAsync(name, $"/drive/{station}/1");
        await Expect(page, "before").ToBeVisibleAsync();

        line.TurnBad();
        await WantYuanAsync(page, "100");
        await Expect(page, "order-status").ToHaveTextAsync("待支付", Tolerant);

        line.Recover();
        await Expect(page, "split-prepay").ToHaveTextAsync("¥100.00");
        (await Api.CountOrdersOfAnyKindAsync(name, Cancel)).ShouldBe(1);
        await PayAsync(page);
        await site.AnswerAsync("UNLOCKPUMP");
        await Expect(page, "says").ToContainTextAsync("请加油");
        line.Lost.ShouldBePositive();
    }

    [Fact]
    public async Task A_page_whose_script_is_lost_on_its_way_comes_by_itself()
    {
        Provokes(Lost);
        var alice = await OpenFlashSaleAsync(await Api.PublishFlashSaleAsync(Cancel), NewName("alice"));
        var asked = 0;
        await alice.RouteAsync(
            "**/assets/pages-wallet-order.*.js",
            route => Interlocked.Increment(ref asked) > 2 ? route.ContinueAsync() : route.AbortAsync()
        );

        await alice.GetByTestId("go").ClickAsync();

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        asked.ShouldBe(3);
    }

    /// <summary>A silent connection costs a request ten seconds.</summary>
    private static LocatorAssertionsToHaveTextOptions Tolerant => new() { Timeout = 90_000 };

    private LossyLine Begin(int seed)
    {
        Provokes(Lost);
        return _line = new(base.Address, seed);
    }

    private static string OrderOf(IPage page) => page.Url.Split("id=")[1];
}
