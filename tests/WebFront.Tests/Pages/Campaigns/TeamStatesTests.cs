using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A team's page says and offers other things in each state of the team and of its reader.</summary>
[Collection<GroupBuyPages>]
public sealed class TeamStatesTests(PagesFixture pages) : TeamPageTest(pages)
{
    [Fact]
    public async Task A_stranger_sees_how_many_are_missing_and_may_join()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        var page = await OpenTeamAsync(code, Names.Bob);
        await Expect(page, "team-state").ToHaveTextAsync("还差 2 人成团");
        await Expect(page, "join").ToHaveTextAsync("¥179 参团");
        await Expect(page, "seats-count").ToHaveTextAsync("1 人已付 · 1/3 座");
        await Assertions.Expect(page.Locator("[data-testid=seat][data-state=free]")).ToHaveCountAsync(2);
        foreach (var mine in new[] { "my-seat", "order-state", "pay", "leave", "invite" })
            await Expect(page, mine).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_last_seat_is_said_to_be_the_last()
    {
        var (code, _) = await PaidTeamAsync();
        var page = await OpenTeamAsync(code, Names.Bob);
        await Expect(page, "team-state").ToHaveTextAsync("只差最后 1 人");
        await Expect(page, "join").ToHaveTextAsync("¥199 参团");
    }

    [Fact]
    public async Task My_unpaid_seat_is_paid_for_on_any_device_and_says_until_when_and_leads_to_its_order_and_back()
    {
        var (code, _) = await Api.OpenTeamAsync(Names.Alice, await Api.PublishGroupBuyAsync(Cancel), Cancel);
        var page = await OpenTeamAsync(code, Names.Alice);
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(page, "pay-by")
            .ToHaveTextAsync(new Regex(@"^请在 \d\d:\d\d:\d\d 前支付 ¥189，还剩 (10:0\d|0?9:\d\d)$"));
        await ExpectEnabledAsync(page, "pay");
        await Expect(page, "join").ToBeHiddenAsync();

        await page.GetByTestId("to-order").ClickAsync();
        await Expect(page, "order").ToContainTextAsync("待支付");
        await page.GetByText("查看我的团").ClickAsync();
        await page.WaitForURLAsync("**/m/#/pages/team/*");
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
    }

    [Fact]
    public async Task My_paid_seat_waits_for_the_others_and_its_order_says_so_too()
    {
        var (code, _) = await PaidTeamAsync();
        var page = await OpenTeamAsync(code, Names.Alice);
        await Expect(page, "order-state").ToHaveTextAsync("已支付，等待成团");
        await Expect(page, "pay").ToBeHiddenAsync();
        await Expect(page, "invite-link").ToBeVisibleAsync();
        await Expect(page, "leave").ToBeVisibleAsync();
        await page.GetByTestId("to-order").ClickAsync();
        await Expect(page, "order").ToContainTextAsync("已支付，等待成团");
        await Expect(page, "order").ToContainTextAsync("到时未成团");
    }

    [Fact]
    public async Task A_complete_team_shows_its_members_their_vouchers_and_sends_a_stranger_on()
    {
        var (code, _) = await PaidTeamAsync();
        await Api.PayKnownAsync(Names.Bob, await Api.JoinTeamAsync(Names.Bob, code, Cancel), Cancel);
        var (mine, theirs) = (await OpenTeamAsync(code, Names.Bob), await OpenTeamAsync(code, Names.Carol));
        await Expect(mine, "team-state").ToHaveTextAsync("成团");
        await Expect(mine, "order-state").ToHaveTextAsync("已成团，券已到账");
        await Expect(mine, "voucher").ToHaveAttributeAsync("data-state", "issued");
        await Expect(mine, "voucher").ToContainTextAsync("可使用");
        await Expect(mine, "leave").ToBeHiddenAsync();
        await Expect(theirs, "team-state").ToHaveTextAsync("成团");
        await Expect(theirs, "another").ToBeVisibleAsync();
        await Expect(theirs, "voucher").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_failed_team_shows_before_its_members_eyes_that_their_money_went_back()
    {
        var (code, _) = await PaidTeamAsync();
        await Api.JoinTeamAsync(Names.Bob, code, Cancel);
        var (paid, unpaid) = (await OpenTeamAsync(code, Names.Alice), await OpenTeamAsync(code, Names.Bob));
        await Expect(unpaid, "order-state").ToHaveTextAsync("座位已占，待支付");
        await NeverReloadAsync(paid);
        await Api.CloseTeamAsync(code, Cancel);
        await Expect(paid, "team-state").ToHaveTextAsync("未成团");
        await Expect(paid, "order-state").ToHaveTextAsync("已退款，款项已原路退回");
        await Expect(paid, "left").ToBeHiddenAsync();
        await Assertions
            .Expect(paid.Locator("[data-testid=seat][data-state=returned]"))
            .ToContainTextAsync("我 · 已退款");
        await ShouldNotHaveReloadedAsync(paid);
        await Expect(unpaid, "order-state").ToHaveTextAsync("未成团，座位已释放");
        foreach (var page in new[] { paid, unpaid })
        {
            await Expect(page, "pay").ToBeHiddenAsync();
            await Expect(page, "another").ToBeVisibleAsync();
        }
    }
}
