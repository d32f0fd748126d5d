using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A link that leads to what is another customer's, or is over.</summary>
[Collection<StationPages>]
public sealed class ForeignLinkTests(PagesFixture pages) : DriveTest(pages)
{
    [Fact]
    public async Task Somebody_elses_voucher_is_not_there_and_shows_no_code()
    {
        Provokes("status of 404");
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var voucher = (await Api.VouchersAsync(name, Cancel))[0].Id;

        var mallory = await OpenLoggedInAsync(NewName("mallory"), $"/vouchers/{voucher}");

        await Expect(mallory, "gone").ToContainTextAsync("没有找到这张券，请确认登录的是持券的账号");
        await Expect(mallory, "code").ToHaveCountAsync(0);
        await Expect(mallory, "qr").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Somebody_elses_fuel_is_not_there_and_cannot_be_paid()
    {
        Provokes("status of 404");
        var (page, site, _) = await OpenPumpAsync("PUMP 1 locked");
        await using var __ = site;
        await WantYuanAsync(page, "100");
        await Expect(page, "order-status").ToHaveTextAsync("待支付");
        var link = new Uri(page.Url);

        var mallory = await OpenLoggedInAsync(NewName("mallory"), link.PathAndQuery + link.Fragment);

        await Expect(mallory, "gone").ToContainTextAsync("没有找到这笔订单");
        await Expect(mallory, "pay").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_sale_that_is_over_says_so_sells_nothing_and_leads_to_others()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        await Api.ActAsync(sale, "close", Cancel);

        var alice = await OpenFlashSaleAsync(sale);

        await Expect(alice, "sale-badge").ToHaveTextAsync("已关闭");
        await Expect(alice, "reason").ToHaveTextAsync("活动已关闭");
        await ExpectDisabledAsync(alice, "go");
        await alice.GetByTestId("to-campaigns").ClickAsync();
        await Assertions.Expect(alice).ToHaveURLAsync(new Uri(Address, "/m/#/pages/campaigns/campaigns").ToString());
    }
}
