using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A group buy on its pages: people side by side, each with a browser of their own.</summary>
[Collection<GroupBuyPages>]
public sealed class GroupPageTests(PagesFixture pages) : TeamPageTest(pages)
{
    [Fact]
    public async Task Two_customers_fill_a_team_of_two_and_both_see_it_complete_with_their_vouchers()
    {
        var leader = await OpenTeamAsync(NewName("alice"));
        await Expect(leader, "team-state").ToHaveTextAsync("还差 2 人成团");
        await Expect(leader, "left").ToHaveTextAsync(new Regex(@"^(1:00:0\d|59:\d\d)$"));
        await PayAsync(leader);
        await Expect(leader, "team-state").ToHaveTextAsync("只差最后 1 人");
        await Expect(leader, "order-state").ToHaveTextAsync("已支付，等待成团");
        await leader.WaitForFunctionAsync(
            "() => document.querySelector('[data-testid=invite-qr] img')?.naturalWidth > 0"
        );
        await NeverReloadAsync(leader);

        var friend = await OpenAsync(await InvitationAsync(leader));
        await LogInAtCardAsync(friend, NewName("bob"));
        await friend.GetByTestId("join").ClickAsync();
        await Expect(friend, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(leader, "team-state").ToHaveTextAsync("座位已满，等待支付");
        await Expect(friend, "face").ToHaveTextAsync(["一位车友", "一位车友"]);
        await PayAsync(friend);
        await NeverReloadAsync(friend);

        foreach (var page in new[] { leader, friend })
        {
            await Expect(page, "team-state").ToHaveTextAsync("成团");
            await Expect(page, "order-state").ToHaveTextAsync("已成团，券已到账");
            await Assertions.Expect(page.Locator("[data-testid=seat][data-state=paid]")).ToHaveCountAsync(2);
            await Expect(page, "voucher-worth").ToHaveTextAsync("95# 汽油 30 升");
            await Expect(page, "voucher").ToHaveAttributeAsync("data-state", "issued");
            await ShouldNotHaveReloadedAsync(page);
        }
    }

    [Fact]
    public async Task A_team_that_is_not_full_in_time_fails_before_the_members_eyes_and_the_money_goes_back()
    {
        // The team gets the shortest time that is allowed.
        var leader = await OpenTeamAsync(NewName("alice"), teamOpenSeconds: 60);
        await PayAsync(leader);
        await NeverReloadAsync(leader);
        var stranger = await OpenAsync(await InvitationAsync(leader));
        await LogInAtCardAsync(stranger, NewName("bob"));

        // A visitor who could no longer pay in time is not asked to join; a member still sees what is missing.
        await Expect(stranger, "team-state").ToHaveTextAsync("马上截止", new() { Timeout = 60_000 });
        await Expect(stranger, "join").ToBeHiddenAsync();
        await Expect(leader, "team-state").ToHaveTextAsync("只差最后 1 人");
        await Expect(leader, "invite").ToBeHiddenAsync();

        await Expect(leader, "team-state").ToHaveTextAsync("未成团", new() { Timeout = 90_000 });
        await Expect(leader, "order-state").ToHaveTextAsync("已退款，款项已原路退回", new() { Timeout = 30_000 });
        await ShouldNotHaveReloadedAsync(leader);
    }

    [Fact]
    public async Task Who_leaves_is_seen_to_be_gone_at_once()
    {
        var leader = await OpenTeamAsync(NewName("alice"));
        await PayAsync(leader);
        var friend = await OpenAsync(await InvitationAsync(leader));
        await LogInAtCardAsync(friend, NewName("bob"));
        await friend.GetByTestId("join").ClickAsync();
        await Expect(leader, "seats-count").ToHaveTextAsync("1 人已付 · 2/2 座");

        await friend.GetByTestId("leave").ClickAsync();
        await friend.Locator(".uni-modal__btn_primary").ClickAsync();
        await Expect(friend, "has-left").ToContainTextAsync("已退出这个团");
        await Expect(leader, "seats-count").ToHaveTextAsync("1 人已付 · 1/2 座");
    }

    [Fact]
    public async Task The_page_of_all_campaigns_leads_to_a_group_buy_and_that_one_back_to_all()
    {
        var title = NewName("group");
        await Api.PublishGroupBuyAsync(Cancel, title: title);
        var page = await OpenAsync("/groups");
        await page.GetByTestId("group-card").Filter(new() { HasText = title }).ClickAsync();
        await Expect(page, "group-title").ToHaveTextAsync(title);
        await page.GetByTestId("all-groups").ClickAsync();
        await Assertions.Expect(page.GetByTestId("group-card").Filter(new() { HasText = title })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_pays_a_seat_and_comes_back_is_told_paid_and_who_turned_away_may_pay_at_once()
    {
        var page = await OpenTeamAsync(NewName("alice"));
        await page.GetByTestId("pay").ClickAsync();
        await ReachWeChatAsync(page);
        await using var weChat = await LostCallbacks.BeginAsync(new(page.Url.Split('?')[0]), Cancel);
        await PressAtWeChatAsync(page, "cancel");
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
        await Expect(page, "progress").ToBeHiddenAsync();

        await PayAsync(page);

        await Expect(page, "order-state").ToHaveTextAsync("已支付，等待成团");
    }

    private async Task<IPage> OpenTeamAsync(string name, int teamOpenSeconds = 3_600)
    {
        var page = await OpenAsync($"/group/{await Api.PublishGroupBuyAsync(Cancel, teamOpenSeconds)}");
        await Expect(page, "free").ToHaveTextAsync("100");
        await page.Locator("[data-testid=size][data-size='2']").ClickAsync();
        await page.GetByTestId("open").ClickAsync();
        await LogInAtCardAsync(page, name);
        await Expect(page, "order-state").ToHaveTextAsync("座位已占，待支付");
        return page;
    }

    private static async Task<string> InvitationAsync(IPage page)
    {
        await Expect(page, "invite-link").ToBeVisibleAsync();
        return new Uri(await page.GetByTestId("invite-link").InnerTextAsync()).PathAndQuery;
    }

    private async Task PayAsync(IPage page)
    {
        await page.GetByTestId("pay").ClickAsync();
        await PressAtWeChatAsync(page, "pay");
    }
}
