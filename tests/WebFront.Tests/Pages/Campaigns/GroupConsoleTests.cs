using System.Globalization;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>Marketing works with group buys in the console, from the draft to the last refund.</summary>
[Collection<GroupBuyPages>]
public sealed class GroupConsoleTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task Marketing_creates_publishes_pauses_resumes_restocks_and_closes_a_group_buy_with_live_counts()
    {
        var console = await OpenGroupsAsync();
        var title = NewName("group");
        await FillAsync(console, title);
        await console.GetByTestId("create-group-go").ClickAsync();

        var row = console.GetByTestId("group-row").Filter(new() { HasText = title });
        var status = Assertions.Expect(row.GetByTestId("status"));
        await status.ToHaveTextAsync("草稿");
        await Assertions.Expect(row.GetByTestId("steps")).ToHaveTextAsync("2 人 ¥199（团长 ¥189.50）3 人 ¥179");
        await Assertions
            .Expect(row.GetByTestId("rules"))
            .ToHaveTextAsync("开团 90 分钟 · 支付 10 分钟 · 每人 2 · 60% 即可成团 · 仅限新顾客 · 邀请有奖");
        await row.GetByTestId("publish").ClickAsync();
        await status.ToHaveTextAsync("拼团中");

        await Api.OpenTeamAsync(NewName("alice"), (await row.GetAttributeAsync("data-group-id"))!, Cancel);
        await Assertions.Expect(row.GetByTestId("held")).ToHaveTextAsync("1");
        await Assertions.Expect(row.GetByTestId("open")).ToHaveTextAsync("1");
        await row.GetByTestId("pause").ClickAsync();
        await status.ToHaveTextAsync("已暂停");
        await row.GetByTestId("resume").ClickAsync();
        await status.ToHaveTextAsync("拼团中");
        await row.GetByTestId("restock").ClickAsync();
        await console.GetByTestId("delta").FillAsync("-15");
        await console.GetByTestId("restock-yes").ClickAsync();
        await Assertions.Expect(row.GetByTestId("stock")).ToHaveTextAsync("25");

        await row.GetByTestId("close").ClickAsync();
        await Assertions.Expect(console.Locator("#close-body")).ToContainTextAsync("已付款项自动原路退回");
        await console.GetByTestId("close-yes").ClickAsync();
        await status.ToHaveTextAsync("已关闭");
        await Assertions.Expect(row.GetByTestId("held")).ToHaveTextAsync("0");
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_group_buy_is_said_at_its_field_and_at_its_step()
    {
        Provokes("status of 400");
        var console = await OpenGroupsAsync();
        await FillAsync(console, NewName("wrong"));
        await console.GetByTestId("ladder-priceFen").Nth(0).FillAsync("2.9.9");
        await console.GetByTestId("group-field-stock").FillAsync("many");
        await console.GetByTestId("create-group-go").ClickAsync();
        await Assertions.Expect(console.GetByTestId("group-trouble-stock")).ToContainTextAsync("至少够一个团");
        await Assertions.Expect(console.GetByTestId("trouble-ladder-priceFen").Nth(0)).ToContainTextAsync("不高于原价");

        // The server judges every value that the page can read.
        await FillAsync(console, NewName("wrong"), open: false);
        await console.GetByTestId("ladder-size").Nth(1).FillAsync("2");
        await console.GetByTestId("ladder-leaderPriceFen").Nth(1).FillAsync("180");
        await console.GetByTestId("group-field-virtualPercent").FillAsync("30");
        await console.GetByTestId("group-field-teamOpenSeconds").FillAsync("0");
        await console.GetByTestId("create-group-go").ClickAsync();
        await Expect(console, "trouble-ladder").ToContainTextAsync("每档人数不能相同");
        await Assertions
            .Expect(console.GetByTestId("trouble-ladder-leaderPriceFen").Nth(1))
            .ToContainTextAsync("不高于团价");
        await Expect(console, "group-trouble-virtualPercent").ToContainTextAsync("50 到 99");
        await Expect(console, "group-trouble-teamOpenSeconds").ToContainTextAsync("1 分钟到 7 天");
        await Assertions.Expect(console.GetByTestId("group-trouble-title")).ToHaveTextAsync("");
        await Assertions
            .Expect(console.GetByTestId("ladder-size").Nth(0))
            .ToHaveAttributeAsync("aria-invalid", "false");

        await console.GetByTestId("ladder-less").Nth(1).ClickAsync();
        await Assertions.Expect(console.GetByTestId("ladder-row")).ToHaveCountAsync(1);
        await console.GetByTestId("ladder-more").ClickAsync();
        await Assertions.Expect(console.GetByTestId("ladder-row")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task Teams_are_seen_by_state_with_the_way_that_people_came_and_one_is_ended_with_its_refunds()
    {
        var (title, alice, bob, carol) = (NewName("teams"), NewName("alice"), NewName("bob"), NewName("carol"));
        var campaign = await Api.PublishGroupBuyAsync(Cancel, title: title);
        var (full, first) = await Api.OpenTeamAsync(alice, campaign, Cancel);
        await Api.PayKnownAsync(alice, first, Cancel);
        await Api.PayKnownAsync(bob, await Api.JoinTeamAsync(bob, full, Cancel), Cancel);
        var (waiting, third) = await Api.OpenTeamAsync(carol, campaign, Cancel, size: 3);
        await Api.PayKnownAsync(carol, third, Cancel);
        await Expect(await OpenAsync($"/group/{campaign}"), "group-title").ToHaveTextAsync(title);

        var console = await OpenGroupsAsync();
        await console.GetByTestId("group-row").Filter(new() { HasText = title }).GetByTestId("teams").ClickAsync();
        await Expect(console, "opened-title").ToHaveTextAsync(title);
        foreach (
            var (step, number) in new[]
            {
                ("viewed", "1"),
                ("opened", "2"),
                ("joined", "3"),
                ("paid", "3"),
                ("completed", "2"),
            }
        )
            await Expect(console, $"funnel-{step}").ToHaveTextAsync(number);
        var teams = console.Locator("ul[data-testid=teams] [data-testid=record]");
        await Assertions.Expect(teams).ToHaveCountAsync(2);
        await console.GetByTestId("teams-completed").ClickAsync();
        await Assertions.Expect(teams).ToHaveCountAsync(1);
        await Assertions.Expect(teams).ToContainTextAsync(full);
        await Assertions.Expect(teams.GetByTestId("close")).ToBeHiddenAsync();

        await console.GetByTestId("teams-open").ClickAsync();
        await Assertions.Expect(teams).ToContainTextAsync(waiting);
        await teams.GetByTestId("close").ClickAsync();
        await Expect(console, "ask-body").ToContainTextAsync("1 位已付款的成员自动全额原路退款");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "ask").ToContainTextAsync("请填写原因");
        await console.GetByTestId("ask-reason").FillAsync("价格填错了");
        await console.GetByTestId("ask-yes").ClickAsync();
        await Expect(console, "message").ToContainTextAsync($"已关闭团 {waiting}");
        await Assertions.Expect(teams).ToHaveCountAsync(0);
        await console.GetByTestId("teams-failed").ClickAsync();
        await Assertions.Expect(teams).ToContainTextAsync("未成团");
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () => (await Api.OrderAsync(carol, third, Cancel)).Status == "refunded"
        );
    }

    private async Task<IPage> OpenGroupsAsync()
    {
        var console = await OpenConsoleAsync("groups");
        await console.SetViewportSizeAsync(1_280, 900);
        await Expect(console, "live").ToHaveAttributeAsync("data-state", "live");
        return console;
    }

    private static async Task FillAsync(IPage console, string title, bool open = true)
    {
        if (open)
            await console.GetByTestId("new-group").ClickAsync();
        var form = console.GetByTestId("create-group");
        // The products are loaded as soon as the title suggests one.
        await Assertions.Expect(form.GetByTestId("group-field-title")).Not.ToHaveValueAsync("");
        foreach (
            var (field, value) in new[]
            {
                ("title", title),
                ("stock", "40"),
                ("teamOpenSeconds", "90"),
                ("payWithinSeconds", "10"),
                ("limitPerCustomer", "2"),
                (
                    "startsAt",
                    ProductApi
                        .Now.ToOffset(TimeSpan.FromHours(8))
                        .AddMinutes(-2)
                        .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
                ),
            }
        )
            await form.GetByTestId($"group-field-{field}").FillAsync(value);
        await form.GetByTestId("ladder-priceFen").Nth(0).FillAsync("199");
        await form.GetByTestId("ladder-leaderPriceFen").Nth(0).FillAsync("189.5");
        await form.GetByTestId("group-field-newCustomersOnly").SelectOptionAsync("yes");
        await form.GetByTestId("group-field-virtual").SelectOptionAsync("yes");
        await form.GetByTestId("group-field-virtualPercent").FillAsync("60");
        await form.GetByTestId("group-field-rewardProductId").SelectOptionAsync(new SelectOptionValue { Index = 1 });
    }
}
