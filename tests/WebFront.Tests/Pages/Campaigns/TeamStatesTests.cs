using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A team's page says and offers other things in each state of the team and of its reader.</summary>
[Collection<GroupBuyPages>]
public sealed class TeamStatesTests(PagesFixture pages) : PageTest(pages)
{
    private readonly (string Alice, string Bob, string Carol) _names = (
        NewName("alice"),
        NewName("bob"),
        NewName("carol")
    );

    [Fact]
    public async Task A_stranger_sees_how_many_are_missing_and_may_join()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        var page = await OpenTeamAsync(code, _names.Bob);
        await Expect(page, "state").ToHaveTextAsync("还差 2 人成团");
        await Expect(page, "join").ToHaveTextAsync("¥179 参团");
        await Expect(page, "seats-count").ToHaveTextAsync("1 人已付 · 1/3 座");
        await Assertions.Expect(page.Locator("[data-testid=seat][data-state=free]")).ToHaveCountAsync(2);
        foreach (var mine in new[] { "order-state", "pay", "leave", "invite-link" })
            await Expect(page, mine).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_last_seat_is_said_to_be_the_last()
    {
        var (code, _) = await PaidTeamAsync();
        var page = await OpenTeamAsync(code, _names.Bob);
        await Expect(page, "state").ToHaveTextAsync("只差最后 1 人");
        await Expect(page, "join").ToHaveTextAsync("¥199 参团");
    }

    [Fact]
    public async Task My_unpaid_seat_is_paid_for_on_any_device_and_says_until_when_and_leads_to_its_order_and_back()
    {
        var (code, _) = await Api.OpenTeamAsync(_names.Alice, await Api.PublishGroupBuyAsync(Cancel), Cancel);
        var page = await OpenTeamAsync(code, _names.Alice);
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(page, "pay-by")
            .ToHaveTextAsync(new Regex(@"^请在 \d\d:\d\d:\d\d 前支付 ¥189，还剩 (10:0\d|0?9:\d\d)$"));
        await Expect(page, "pay").ToBeEnabledAsync();
        await Expect(page, "join").ToBeHiddenAsync();

        await page.GetByTestId("to-order").ClickAsync();
        await Expect(page, "state").ToHaveTextAsync("待支付");
        await page.GetByTestId("to-team").ClickAsync();
        await page.WaitForURLAsync("**/team/*");
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
    }

    [Fact]
    public async Task My_paid_seat_waits_for_the_others_and_its_order_says_so_too()
    {
        var (code, order) = await PaidTeamAsync();
        var page = await OpenTeamAsync(code, _names.Alice);
        await Expect(page, "order-state").ToHaveTextAsync("已支付，等待成团");
        await Expect(page, "pay").ToBeHiddenAsync();
        await Expect(page, "invite-link").ToBeVisibleAsync();
        await Expect(page, "leave").ToBeVisibleAsync();
        await page.GotoAsync(new Uri(Address, $"/orders/{order}").ToString());
        await Expect(page, "state").ToHaveTextAsync("已支付，等待成团");
        await Expect(page, "says").ToContainTextAsync("到时未成团");
        await Assertions.Expect(page.GetByTestId("event").Last).ToContainTextAsync("等待成团");
    }

    [Fact]
    public async Task A_complete_team_shows_its_members_their_vouchers_and_sends_a_stranger_on()
    {
        var (code, _) = await PaidTeamAsync();
        await Api.PayKnownAsync(_names.Bob, await Api.JoinTeamAsync(_names.Bob, code, Cancel), Cancel);
        var (mine, theirs) = (await OpenTeamAsync(code, _names.Bob), await OpenTeamAsync(code, _names.Carol));
        await Expect(mine, "state").ToHaveTextAsync("成团");
        await Expect(mine, "order-state").ToHaveTextAsync("已成团，券已到账");
        await Expect(mine, "ticket-state").ToHaveTextAsync("可使用");
        await Expect(mine, "leave").ToBeHiddenAsync();
        await Expect(theirs, "state").ToHaveTextAsync("成团");
        await Expect(theirs, "another").ToBeVisibleAsync();
        await Expect(theirs, "ticket-state").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_failed_team_shows_before_its_members_eyes_that_their_money_went_back()
    {
        var (code, _) = await PaidTeamAsync();
        await Api.JoinTeamAsync(_names.Bob, code, Cancel);
        var (paid, unpaid) = (await OpenTeamAsync(code, _names.Alice), await OpenTeamAsync(code, _names.Bob));
        await Expect(unpaid, "order-state").ToHaveTextAsync("座位已占，待支付");
        await NeverReloadAsync(paid);
        await Api.CloseTeamAsync(code, Cancel);
        await Expect(paid, "state").ToHaveTextAsync("未成团");
        await Expect(paid, "order-state").ToHaveTextAsync("已退款，款项已原路退回");
        await Expect(paid, "left").ToBeHiddenAsync();
        await Assertions
            .Expect(paid.Locator("[data-testid=seat][data-state=returned]"))
            .ToContainTextAsync("我 · 已退款");
        await ShouldNotHaveReloadedAsync(paid);
        await Expect(unpaid, "order-state").ToHaveTextAsync("座位已放弃");
        foreach (var page in new[] { paid, unpaid })
        {
            await Expect(page, "pay").ToBeHiddenAsync();
            await Expect(page, "another").ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Who_left_sees_it_and_may_come_back()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.PayKnownAsync(_names.Bob, await Api.JoinTeamAsync(_names.Bob, code, Cancel), Cancel);
        await Api.LeaveTeamAsync(_names.Bob, code, Cancel);
        var page = await OpenTeamAsync(code, _names.Bob);
        await Expect(page, "order-state").ToHaveTextAsync("已退款，款项已原路退回");
        await Expect(page, "leave").ToBeHiddenAsync();
        await page.GetByTestId("join").ClickAsync();
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(page, "seats-count").ToHaveTextAsync("1 人已付 · 2/3 座");
    }

    [Fact]
    public async Task Who_has_bought_before_cannot_join_a_team_for_new_customers()
    {
        Provokes("status of 409");
        await Api.BuyFulfilledAsync(_names.Bob, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var (code, _) = await Api.OpenTeamAsync(
            _names.Alice,
            await Api.PublishGroupBuyAsync(Cancel, newCustomersOnly: true),
            Cancel
        );
        var page = await OpenTeamAsync(code, _names.Bob);
        await page.GetByTestId("join").ClickAsync();
        await Expect(page, "outcome").ToHaveTextAsync("本活动仅限新顾客参加");
        await Expect(page, "seats-count").ToHaveTextAsync("0 人已付 · 1/2 座");
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_asked_to_and_then_comes_where_the_link_leads()
    {
        var (code, _) = await PaidTeamAsync();
        var page = await OpenAsync($"/group?code={code}&from=1");
        await Expect(page, "notice").ToHaveTextAsync("登录后查看这个团");
        await Expect(page, "team").ToBeHiddenAsync();
        await LogInAsync(page, _names.Bob);
        await page.GetByTestId("join").ClickAsync();
        await Assertions.Expect(page.GetByTestId("seat").Nth(1)).ToContainTextAsync("1 号邀请");
    }

    [Fact]
    public async Task A_code_that_there_is_not_is_said_to_be_none()
    {
        Provokes("status of 404");
        var page = await OpenAsync("/team/ABCDE12345");
        await LogInAsync(page, _names.Alice);
        await Expect(page, "notice").ToHaveTextAsync("没有找到这个团，请核对链接");
        await Expect(page, "team").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_face_is_shown_with_its_owners_consent_alone()
    {
        await Api.ShowFaceAsync(_names.Alice, "小艾", Cancel);
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.JoinTeamAsync(_names.Bob, code, Cancel);
        var page = await OpenTeamAsync(code, _names.Carol);
        await Expect(page, "face").ToHaveTextAsync(["小艾", "一位车友", "空位"]);
        // A member who agrees there is shown to everybody from the next news on.
        var bob = await OpenTeamAsync(code, _names.Bob);
        await bob.GetByTestId("nickname").FillAsync("波波");
        await bob.GetByTestId("show-me").ClickAsync();
        await Expect(bob, "profile-says").ToHaveTextAsync("已保存");
        await Expect(await OpenTeamAsync(code, NewName("dave")), "face").ToHaveTextAsync(["小艾", "波波", "空位"]);
        await bob.GetByTestId("hide-me").ClickAsync();
        await Expect(await OpenTeamAsync(code, NewName("erin")), "face").ToHaveTextAsync(["小艾", "一位车友", "空位"]);
    }

    [Fact]
    public async Task Two_who_look_on_see_the_lead_pass_when_the_leader_leaves()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.PayKnownAsync(_names.Bob, await Api.JoinTeamAsync(_names.Bob, code, Cancel), Cancel);
        var (heir, stranger) = (await OpenTeamAsync(code, _names.Bob), await OpenTeamAsync(code, _names.Carol));
        foreach (var page in new[] { heir, stranger })
            await Assertions.Expect(page.GetByTestId("seat").Nth(0).GetByTestId("lead")).ToBeVisibleAsync();
        await NeverReloadAsync(heir);
        await NeverReloadAsync(stranger);
        await Api.LeaveTeamAsync(_names.Alice, code, Cancel);
        foreach (var page in new[] { heir, stranger })
        {
            await Expect(page, "seats-count").ToHaveTextAsync("1 人已付 · 1/3 座");
            await Assertions.Expect(page.GetByTestId("seat").Nth(0).GetByTestId("lead")).ToBeVisibleAsync();
            await ShouldNotHaveReloadedAsync(page);
        }
        await Assertions.Expect(heir.GetByTestId("seat").Nth(0)).ToContainTextAsync("我 · 已付");
    }

    private async Task<(string Code, string Order)> PaidTeamAsync(int size = 2)
    {
        var (code, order) = await Api.OpenTeamAsync(_names.Alice, await Api.PublishGroupBuyAsync(Cancel), Cancel, size);
        await Api.PayKnownAsync(_names.Alice, order, Cancel);
        return (code, order);
    }

    private async Task<IPage> OpenTeamAsync(string code, string name)
    {
        var page = await OpenAsync($"/team/{code}");
        await LogInAsync(page, name);
        await Expect(page, "live").ToHaveAttributeAsync("data-state", "live");
        return page;
    }
}
