using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>A voucher on its owner's page and at the redemption point.</summary>
[Collection<CustomerPages>]
public sealed class VoucherPagesTests(PagesFixture pages) : PageTest(pages)
{
    private const string StationName = "测试东路站";

    [Fact]
    public async Task My_vouchers_show_the_code_on_a_tap_and_move_when_they_are_used()
    {
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var alice = await OpenAsync("/vouchers");
        await LogInAtCardAsync(alice, name);
        await Expect(alice, "voucher").ToHaveCountAsync(1);
        await Expect(alice, "voucher-where").ToHaveTextAsync("全部油站可用");
        await Expect(alice, "qr").ToBeHiddenAsync();
        await NeverReloadAsync(alice);

        await alice.GetByTestId("show-code").ClickAsync();
        await Expect(alice, "qr").ToBeVisibleAsync();
        var code = await alice.GetByTestId("code").TextContentAsync();

        var counter = await OpenCounterAsync();
        await RedeemAsync(counter, code!.ToLowerInvariant().Replace('-', ' '));
        await Expect(counter, "result-word").ToHaveTextAsync("核销成功");
        await Expect(counter, "result-what").ToHaveTextAsync("95# 汽油 30 升");

        await Expect(alice, "no-code").ToHaveTextAsync("这张券已使用");
        await Expect(alice, "qr").ToHaveCountAsync(0);
        await alice.GoBackAsync();
        await Expect(alice, "empty").ToBeVisibleAsync();
        await Expect(alice, "voucher").ToHaveCountAsync(0);
        await alice.GetByTestId("tab-used").ClickAsync();
        await Expect(alice, "voucher-state").ToHaveTextAsync("已使用");
        await ShouldNotHaveReloadedAsync(alice);
    }

    [Fact]
    public async Task A_voucher_names_the_first_stations_where_it_counts()
    {
        var stations = new List<Guid>();
        foreach (var name in new[] { "甲站", "乙站", "丙站", "丁站" })
            stations.Add((await Api.NewStationAsync(name, Cancel)).Id);
        var (few, many) = (NewName("few"), NewName("many"));
        foreach (var (name, where) in new[] { (few, stations[..2]), (many, stations) })
        {
            var product = await Api.NewProductAsync(where, Cancel);
            await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel, product: product), Cancel);
        }

        var page = await OpenAsync("/vouchers");
        await LogInAtCardAsync(page, few);
        await Expect(page, "voucher-where").ToHaveTextAsync("仅限：甲站、乙站");
        var other = await OpenAsync("/vouchers");
        await LogInAtCardAsync(other, many);
        await Expect(other, "voucher-where").ToHaveTextAsync("仅限：甲站、乙站、丙站等 4 座油站");
    }

    [Fact]
    public async Task The_counter_takes_a_voucher_once_and_says_why_not_again()
    {
        Provokes("status of 4(00|04|09)");
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var code = await Api.CodeAsync(name, Cancel);
        var counter = await OpenCounterAsync();
        await Expect(counter, "station").ToHaveTextAsync(StationName);

        await RedeemAsync(counter, code[..^1] + (code[^1] == '0' ? '1' : '0'));
        await Expect(counter, "result-word").ToHaveTextAsync("不能核销");

        await RedeemAsync(counter, code);
        await Expect(counter, "result-word").ToHaveTextAsync("核销成功");
        await Expect(counter, "code").ToHaveValueAsync("");
        await Assertions
            .Expect(counter.GetByTestId("redemption").Filter(new() { HasText = "95# 汽油 30 升" }).First)
            .ToBeVisibleAsync();

        await RedeemAsync(counter, code);
        await Expect(counter, "result-word").ToHaveTextAsync("不能核销");
        await Expect(counter, "result-what").ToHaveTextAsync("这张券已经用过了");
    }

    [Fact]
    public async Task A_lost_answer_at_the_counter_is_asked_for_again_with_the_same_key_and_takes_the_voucher_once()
    {
        Provokes("net::ERR_FAILED");
        var name = NewName("alice");
        await Api.BuyFulfilledAsync(name, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var code = await Api.CodeAsync(name, Cancel);
        var counter = await OpenCounterAsync();
        var asked = 0;
        await counter.RouteAsync(
            "**/redemptions",
            async route =>
            {
                if (route.Request.Method != "POST" || Interlocked.Increment(ref asked) > 1)
                {
                    await route.ContinueAsync();
                    return;
                }
                // The server carries the request out, and its answer gets lost.
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );

        await RedeemAsync(counter, code);

        // The answer shows the same redemption and does not refuse a second one.
        await Expect(counter, "result-word").ToHaveTextAsync("这一笔已核销");
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task The_counter_names_its_station_although_the_first_answer_got_lost()
    {
        Provokes("net::ERR_FAILED");
        var station = await Api.NewStationAsync(StationName, Cancel);
        var counter = await OpenAsync("/redeem");
        var asked = 0;
        await counter.RouteAsync(
            $"**/api/stations/{station.Id}",
            route => Interlocked.Increment(ref asked) > 1 ? route.ContinueAsync() : route.AbortAsync()
        );
        await counter.GotoAsync(new Uri(Address, $"/redeem/{station.Id}").ToString());

        await Expect(counter, "station").ToHaveTextAsync(StationName);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task Who_works_elsewhere_is_told_so()
    {
        Provokes("status of 403");
        var name = NewName("elsewhere");
        await Api.AddStaffAsync(name, ["station"], Cancel, Guid.NewGuid());
        var counter = await OpenCounterAsync(name);

        await Expect(counter, "message").ToContainTextAsync("不在这座油站工作");
    }

    private async Task<IPage> OpenCounterAsync(string staff = ProductApi.StaffName)
    {
        var station = await Api.NewStationAsync(StationName, Cancel);
        var counter = await OpenAsync($"/redeem/{station.Id}");
        await LogInStaffAsync(counter, staff, ProductApi.StaffPassword);
        await Expect(counter, "who").ToHaveTextAsync(staff);
        return counter;
    }

    private static async Task RedeemAsync(IPage counter, string code)
    {
        await counter.GetByTestId("code").FillAsync(code);
        await counter.GetByTestId("redeem-go").ClickAsync();
    }
}
