using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A campaign's page says and offers other things in each state of the campaign.</summary>
[Collection<GroupBuyPages>]
public sealed class GroupStatesTests(PagesFixture pages) : TeamPageTest(pages)
{
    [Fact]
    public async Task Before_the_start_it_counts_down_and_opens_nothing()
    {
        var page = await OpenGroupAsync(
            await Api.PublishGroupBuyAsync(Cancel, startsAt: ProductApi.Now.AddMinutes(30))
        );
        await Expect(page, "phase").ToHaveTextAsync("未开始");
        await Expect(page, "countdown").ToHaveTextAsync(new Regex(@"00:(30:0\d|29:\d\d)$"));
        await Expect(page, "reason").ToHaveTextAsync(new Regex("开始$"));
        await ExpectDisabledAsync(page, "open");
    }

    [Fact]
    public async Task A_start_is_seen_without_loading_the_page_again()
    {
        var page = await OpenGroupAsync(await Api.PublishGroupBuyAsync(Cancel, startsAt: ProductApi.Now.AddSeconds(8)));
        await NeverReloadAsync(page);
        await Expect(page, "phase").ToHaveTextAsync("拼团中", new() { Timeout = 30_000 });
        await ExpectEnabledAsync(page, "open");
        await ShouldNotHaveReloadedAsync(page);
    }

    [Fact]
    public async Task Pause_resume_and_close_are_seen_at_once()
    {
        var campaign = await Api.PublishGroupBuyAsync(Cancel);
        var page = await OpenGroupAsync(campaign);
        await ExpectEnabledAsync(page, "open");
        await Api.ActAsync(campaign, "pause", Cancel, "group-buys");
        await Expect(page, "phase").ToHaveTextAsync("已暂停");
        await Expect(page, "reason").ToHaveTextAsync("活动暂停中");
        await ExpectDisabledAsync(page, "open");
        await Api.ActAsync(campaign, "resume", Cancel, "group-buys");
        await ExpectEnabledAsync(page, "open");
        await Api.ActAsync(campaign, "close", Cancel, "group-buys");
        await Expect(page, "phase").ToHaveTextAsync("已关闭");
        await Expect(page, "reason").ToHaveTextAsync("活动已关闭");
        await Expect(page, "countdown").ToBeHiddenAsync();
        await ExpectDisabledAsync(page, "open");
    }

    [Fact]
    public async Task With_nothing_left_no_team_is_opened_and_a_seat_that_is_released_opens_it_again()
    {
        var campaign = await Api.PublishGroupBuyAsync(Cancel, stock: 3);
        var (bob, carol) = (NewName("bob"), NewName("carol"));
        var (team, _) = await Api.OpenTeamAsync(bob, campaign, Cancel, size: 3);
        await Api.JoinTeamAsync(carol, team, Cancel);
        await Api.JoinTeamAsync(NewName("dave"), team, Cancel);
        var page = await OpenGroupAsync(campaign);
        await Expect(page, "free").ToHaveTextAsync("0");
        await Expect(page, "reason").ToHaveTextAsync("名额已满");
        await ExpectDisabledAsync(page, "open");
        await Api.LeaveTeamAsync(carol, team, Cancel);
        await Expect(page, "free").ToHaveTextAsync("1");
        await ExpectEnabledAsync(page, "open");
    }

    [Fact]
    public async Task Who_is_not_logged_in_sees_everything_and_is_asked_to_log_in()
    {
        var campaign = await Api.PublishGroupBuyAsync(Cancel);
        var (bob, carol) = (NewName("bob"), NewName("carol"));
        var (team, order) = await Api.OpenTeamAsync(bob, campaign, Cancel, size: 3);
        await Api.PayKnownAsync(bob, order, Cancel);
        var page = await OpenAsync($"/group/{campaign}");
        await Expect(page, "group-title").ToHaveTextAsync("95# 拼团");
        await Expect(page, "open-team").ToContainTextAsync("还差 2 人");
        await page.GetByTestId("open").ClickAsync();
        await Expect(page, "login-card").ToContainTextAsync("登录后即可开团");
        await page.GetByTestId("go-team").ClickAsync();
        await Expect(page, "login-card").ToContainTextAsync("登录后查看这个团");
        await LogInAtCardAsync(page, carol);
        await Expect(page, "team-state").ToHaveTextAsync("还差 2 人成团");
    }

    [Fact]
    public async Task Who_has_bought_before_is_told_that_this_is_for_new_customers()
    {
        Provokes("status of 409");
        var alice = NewName("alice");
        await Api.BuyFulfilledAsync(alice, await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var page = await OpenGroupAsync(await Api.PublishGroupBuyAsync(Cancel, newCustomersOnly: true));
        await Expect(page, "notes").ToContainTextAsync("仅限新顾客");
        await page.GetByTestId("open").ClickAsync();
        await LogInAtCardAsync(page, alice);
        await Expect(page, "refusal").ToHaveTextAsync("本活动仅限新顾客参加");
    }

    [Fact]
    public async Task A_campaign_that_there_is_not_is_said_to_be_none()
    {
        Provokes("status of 404");
        var page = await OpenAsync($"/group/{Guid.NewGuid()}");
        await Expect(page, "state").ToHaveAttributeAsync("data-state", "gone");
        await Expect(page, "state").ToContainTextAsync("没有找到这个拼团活动");
        await Expect(page, "group").ToBeHiddenAsync();
    }

    private async Task<IPage> OpenGroupAsync(string campaign)
    {
        var page = await OpenAsync($"/group/{campaign}");
        await Expect(page, "live").ToHaveAttributeAsync("data-live", "live");
        return page;
    }
}
