using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A team's page for visitors who have no seat, had one, or only look on.</summary>
[Collection<GroupBuyPages>]
public sealed class TeamVisitorTests(PagesFixture pages) : TeamPageTest(pages)
{
    [Fact]
    public async Task Who_left_sees_it_and_may_come_back()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.PayKnownAsync(Names.Bob, await Api.JoinTeamAsync(Names.Bob, code, Cancel), Cancel);
        await Api.LeaveTeamAsync(Names.Bob, code, Cancel);
        var page = await OpenTeamAsync(code, Names.Bob);
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
        await Api.BuyFulfilledAsync(Names.Bob, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var (code, _) = await Api.OpenTeamAsync(
            Names.Alice,
            await Api.PublishGroupBuyAsync(Cancel, newCustomersOnly: true),
            Cancel
        );
        var page = await OpenTeamAsync(code, Names.Bob);
        await page.GetByTestId("join").ClickAsync();
        await Expect(page, "refusal").ToHaveTextAsync("本活动仅限新顾客参加");
        await Expect(page, "seats-count").ToHaveTextAsync("0 人已付 · 1/2 座");
    }

    [Fact]
    public async Task Who_is_not_logged_in_is_asked_to_and_then_comes_where_the_link_leads()
    {
        var (code, _) = await PaidTeamAsync();
        var page = await OpenAsync($"/group?code={code}&from=1");
        await Expect(page, "login-card").ToContainTextAsync("登录后查看这个团");
        await Expect(page, "team").ToBeHiddenAsync();
        await LogInAtCardAsync(page, Names.Bob);
        await page.GetByTestId("join").ClickAsync();
        await Assertions.Expect(page.GetByTestId("seat").Nth(1)).ToContainTextAsync("1 号邀请");
    }

    [Fact]
    public async Task A_code_that_there_is_not_is_said_to_be_none()
    {
        Provokes("status of 404");
        var page = await OpenAsync("/team/ABCDE12345");
        await LogInAtCardAsync(page, Names.Alice);
        await Expect(page, "state").ToHaveAttributeAsync("data-state", "gone");
        await Expect(page, "state").ToContainTextAsync("没有找到这个团，请核对链接");
        await Expect(page, "team").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_face_is_shown_with_its_owners_consent_alone()
    {
        await Api.ShowFaceAsync(Names.Alice, "小艾", Cancel);
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.JoinTeamAsync(Names.Bob, code, Cancel);
        var page = await OpenTeamAsync(code, Names.Carol);
        await Expect(page, "face").ToHaveTextAsync(["小艾", "一位车友", "空位"]);
        // Every reader sees a member who agrees on the page from the next update on.
        var bob = await OpenTeamAsync(code, Names.Bob);
        await bob.GetByTestId("nickname").Locator("input").FillAsync("波波");
        await bob.GetByTestId("show-name").ClickAsync();
        await Expect(bob, "name-saved").ToHaveTextAsync("已保存");
        await Expect(bob, "face").ToHaveTextAsync(["小艾", "波波", "空位"]);
        await Expect(await OpenTeamAsync(code, NewName("dave")), "face").ToHaveTextAsync(["小艾", "波波", "空位"]);
        await bob.GetByTestId("hide-name").ClickAsync();
        await Expect(await OpenTeamAsync(code, NewName("erin")), "face").ToHaveTextAsync(["小艾", "一位车友", "空位"]);
    }

    [Fact]
    public async Task Two_who_look_on_see_the_lead_pass_when_the_leader_leaves()
    {
        var (code, _) = await PaidTeamAsync(size: 3);
        await Api.PayKnownAsync(Names.Bob, await Api.JoinTeamAsync(Names.Bob, code, Cancel), Cancel);
        var (heir, stranger) = (await OpenTeamAsync(code, Names.Bob), await OpenTeamAsync(code, Names.Carol));
        foreach (var page in new[] { heir, stranger })
            await Assertions.Expect(page.GetByTestId("seat").Nth(0).GetByTestId("lead")).ToBeVisibleAsync();
        await NeverReloadAsync(heir);
        await NeverReloadAsync(stranger);
        await Api.LeaveTeamAsync(Names.Alice, code, Cancel);
        foreach (var page in new[] { heir, stranger })
        {
            await Expect(page, "seats-count").ToHaveTextAsync("1 人已付 · 1/3 座");
            await Assertions.Expect(page.GetByTestId("seat").Nth(0).GetByTestId("lead")).ToBeVisibleAsync();
            await ShouldNotHaveReloadedAsync(page);
        }
        await Assertions.Expect(heir.GetByTestId("seat").Nth(0)).ToContainTextAsync("我 · 已付");
    }
}
