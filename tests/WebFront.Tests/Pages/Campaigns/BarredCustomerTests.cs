using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A customer who let orders go reads why the button does not work and until when, and staff see how many there are.</summary>
[Collection<CustomerPages>]
public sealed class BarredCustomerTests(PagesFixture pages) : PageTest(pages)
{
    private const int LapsedHolds = 3;
    private const int LetGoOrders = 20;

    [Fact]
    public async Task Who_let_three_holds_lapse_reads_until_when_others_come_first_and_then_buys()
    {
        Provokes("status of 409");
        var title = NewName("lapsed");
        var sale = await Api.PublishFlashSaleAsync(
            Cancel,
            title: title,
            stock: LapsedHolds,
            limit: LapsedHolds,
            payWithinSeconds: 3
        );
        var name = NewName("alice");
        for (var i = 0; i < LapsedHolds; i++)
            await Api.BuyAsync(name, sale, Cancel);
        var alice = await OpenFlashSaleAsync(sale, name);
        await Expect(alice, "free").ToHaveTextAsync($"{LapsedHolds}");

        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "reason").ToContainTextAsync("先让给其他顾客");
        await Expect(alice, "reason").ToContainTextAsync("还剩 00:0");
        await Expect(alice, "go").ToHaveTextAsync("暂不能抢");
        await ExpectDisabledAsync(alice, "go");
        var bystander = await OpenFlashSaleAsync(sale, NewName("bob"));
        await ExpectEnabledAsync(bystander, "go");

        await Expect(alice, "go").Not.ToHaveAttributeAsync("disabled", "true", new() { Timeout = 15_000 });
        await Expect(alice, "reason").Not.ToContainTextAsync("先让给其他顾客");
        await Expect(alice, "refusal").ToHaveCountAsync(0);
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");

        var staff = await OpenConsoleAsync("sales");
        var row = staff.GetByTestId("row").Filter(new() { HasText = title });
        await Assertions
            .Expect(row.GetByTestId("hoarding"))
            .ToContainTextAsync("让行 1 人 · 停止接单 0 人", new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Who_opened_and_left_twenty_teams_can_neither_open_one_nor_join_one_and_reads_why()
    {
        Provokes("status of 409");
        var title = NewName("left");
        var campaign = await Api.PublishGroupBuyAsync(Cancel, title: title);
        var name = NewName("alice");
        for (var i = 0; i < LetGoOrders; i++)
            await Api.LeaveTeamAsync(name, (await Api.OpenTeamAsync(name, campaign, Cancel)).Code, Cancel);
        var (code, _) = await Api.OpenTeamAsync(NewName("bob"), campaign, Cancel);

        var alice = await OpenAsync($"/group/{campaign}");
        await alice.GetByTestId("open").ClickAsync();
        await alice.GetByTestId("login-name").Locator("input").FillAsync(name);
        await alice.GetByTestId("login-go").ClickAsync();
        await Expect(alice, "reason").ToContainTextAsync("都不能再下单");
        await ExpectDisabledAsync(alice, "open");

        await alice.GotoAsync(new Uri(Address, $"/team/{code}").ToString());
        await alice.GetByTestId("join").ClickAsync();
        await Expect(alice, "reason").ToContainTextAsync("都不能再下单");
        await ExpectDisabledAsync(alice, "join");

        var staff = await OpenConsoleAsync("groups");
        var row = staff.GetByTestId("group-row").Filter(new() { HasText = title });
        await Assertions
            .Expect(row.GetByTestId("hoarding"))
            .ToHaveTextAsync("取消或超时未付 20 单（超时 0）· 让行 0 人 · 停止接单 1 人", new() { Timeout = 20_000 });
    }
}
