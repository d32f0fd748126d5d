using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>
/// A network that answers with its own login page, as hotels and stations have. It says nothing about what was asked: the page claims
/// neither success nor failure, and goes on by itself when the network lets it through.
/// </summary>
[Collection<StationPages>]
public sealed class CaptivePortalTests(PagesFixture pages) : DriveTest(pages)
{
    private const string Portal = "<!doctype html><title>Wi-Fi</title><h1>请先登录无线网络</h1>";

    private volatile bool _isCaptured;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_press_that_the_portal_answers_is_neither_done_nor_refused_and_buys_once(bool arrives)
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        await CaptureAsync(alice, arrives);

        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "progress").ToContainTextAsync("还不知道结果");
        await Expect(alice, "refusal").ToHaveCountAsync(0);
        await Expect(alice, "order-state").ToHaveCountAsync(0);

        _isCaptured = false;
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_seat_that_the_portal_answers_for_is_taken_once()
    {
        var name = NewName("bob");
        var bob = await OpenInvitedAsync(name);
        await CaptureAsync(bob, arrives: true);

        await bob.GetByTestId("join").ClickAsync();
        await Expect(bob, "progress").ToContainTextAsync("还不知道结果");
        await Expect(bob, "refusal").ToHaveCountAsync(0);

        _isCaptured = false;
        await Expect(bob, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(bob, "pay").ToBeVisibleAsync();
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Fuel_that_the_portal_answers_for_is_ordered_once_and_the_pump_still_shows_what_is_live()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await Expect(page, "before").ToBeVisibleAsync();
        await CaptureAsync(page, arrives: true);

        await WantYuanAsync(page, "100");
        await Expect(page, "progress").ToContainTextAsync("还不知道结果");
        await Expect(page, "refusal").ToHaveCountAsync(0);
        await Expect(page, "fuel-order").ToHaveCountAsync(0);

        _isCaptured = false;
        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        await PayAsync(page);
        await site.AnswerAsync("UNLOCKPUMP");
    }

    [Fact]
    public async Task Who_comes_back_from_paying_into_a_portal_reads_neither_paid_nor_unpaid_and_then_paid()
    {
        var name = NewName("alice");
        var order = await Api.BuyAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var alice = await OpenOrderAsync(order, name);
        await alice.GetByTestId("pay").ClickAsync();
        await ReachWeChatAsync(alice);
        await CaptureAsync(alice, arrives: true);
        await PressAtWeChatAsync(alice, "pay");

        await Expect(alice, "state").ToContainTextAsync("这个网络需要先认证");
        await Expect(alice, "order-state").ToHaveCountAsync(0);
        await Expect(alice, "pay").ToHaveCountAsync(0);

        _isCaptured = false;
        await Expect(alice, "order-state").ToHaveTextAsync("已完成");
        await Expect(alice, "unseen").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_voucher_behind_a_portal_names_the_network_and_shows_its_code_as_soon_as_the_network_lets_it()
    {
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var voucher = (await Api.VouchersAsync(name, Cancel)).ShouldHaveSingleItem().Id;
        var alice = await OpenAsync("/m/#/pages/me/me");
        await LogInAtCardAsync(alice, name);
        await CaptureAsync(alice, arrives: false);

        await alice.GotoAsync(new Uri(Address, $"/vouchers/{voucher}").ToString());
        await Expect(alice, "state").ToContainTextAsync("这个网络需要先认证");
        await Expect(alice, "gone").ToHaveCountAsync(0);

        _isCaptured = false;
        await Expect(alice, "qr").ToBeVisibleAsync();
    }

    /// <param name="arrives">Whether the server hears what is asked; its answer is the portal's in any case.</param>
    private async Task CaptureAsync(IPage page, bool arrives)
    {
        _isCaptured = true;
        await page.RouteAsync(
            "**/api/**",
            async route =>
            {
                if (!_isCaptured)
                {
                    await route.ContinueAsync();
                    return;
                }
                if (arrives)
                    await route.FetchAsync();
                await route.FulfillAsync(new() { ContentType = "text/html; charset=utf-8", Body = Portal });
            }
        );
    }
}
