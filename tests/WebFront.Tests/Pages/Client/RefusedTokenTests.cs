using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A login that ends in the press: the page renews it, and the same request goes on with its key.</summary>
[Collection<StationPages>]
public sealed class RefusedTokenTests(PagesFixture pages) : DriveTest(pages)
{
    private readonly List<string?> _keys = [];

    [Fact]
    public async Task A_purchase_goes_on_with_the_same_key_and_is_one()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        await RefuseOnceAsync(alice, "**/api/flash-sales/*/orders");

        await alice.GetByTestId("go").ClickAsync();

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
        ShouldHaveOneKey();
    }

    [Fact]
    public async Task A_seat_is_taken_with_the_same_key()
    {
        var bob = await OpenInvitedAsync(NewName("bob"));
        await RefuseOnceAsync(bob, "**/api/teams/*/seats");

        await bob.GetByTestId("join").ClickAsync();

        await Expect(bob, "order-state").ToHaveTextAsync("座位已占，待支付");
        ShouldHaveOneKey();
    }

    [Fact]
    public async Task Fuel_is_ordered_with_the_same_key()
    {
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await RefuseOnceAsync(page, "**/pumps/1/orders");

        await WantYuanAsync(page, "100");

        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        ShouldHaveOneKey();
    }

    [Fact]
    public async Task The_code_of_a_voucher_is_shown()
    {
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var alice = await OpenLoggedInAsync(name, "/vouchers");
        await Expect(alice, "show-code").ToBeVisibleAsync();
        await RefuseOnceAsync(alice, "**/api/vouchers/*");

        await alice.GetByTestId("show-code").ClickAsync();

        await Expect(alice, "qr").ToBeVisibleAsync();
        _keys.Count.ShouldBeGreaterThan(1);
    }

    /// <summary>The server sees a token that is none at the first request, and refuses it.</summary>
    private async Task RefuseOnceAsync(IPage page, string requests)
    {
        // The new login replaces the live connection, also one that is just being made.
        Provokes("status of 401|WebSocket is closed before the connection is established");
        await page.RouteAsync(
            requests,
            async route =>
            {
                var headers = new Dictionary<string, string>(route.Request.Headers);
                _keys.Add(headers.GetValueOrDefault("idempotency-key"));
                if (_keys.Count == 1)
                    headers["authorization"] += "x";
                await route.ContinueAsync(new() { Headers = headers });
            }
        );
    }

    private void ShouldHaveOneKey()
    {
        _keys.Count.ShouldBe(2);
        _keys.Distinct().ShouldHaveSingleItem().ShouldNotBeNullOrEmpty();
    }
}
