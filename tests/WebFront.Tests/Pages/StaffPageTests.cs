using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

[Collection<StationPages>]
public sealed partial class StaffPageTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task Staff_creates_publishes_pauses_resumes_restocks_and_closes_with_live_counts()
    {
        var staff = await OpenDeskAsync();
        var title = NewName("staff-sale");
        await FillNewFlashSaleAsync(staff, title);
        await staff.GetByTestId("create-go").ClickAsync();

        var row = staff.GetByTestId("row").Filter(new() { HasText = title });
        var status = Assertions.Expect(row.GetByTestId("status"));
        await status.ToHaveTextAsync("草稿");
        await row.GetByTestId("publish").ClickAsync();
        await status.ToHaveTextAsync("抢购中");

        await Api.BuyAsync(NewName("alice"), (await row.GetAttributeAsync("data-sale-id"))!, Cancel);
        await Assertions.Expect(row.GetByTestId("free")).ToHaveTextAsync("9");
        await Assertions.Expect(row.GetByTestId("held")).ToHaveTextAsync("1");

        await row.GetByTestId("pause").ClickAsync();
        await status.ToHaveTextAsync("已暂停");
        await row.GetByTestId("resume").ClickAsync();
        await status.ToHaveTextAsync("抢购中");

        await row.GetByTestId("restock").ClickAsync();
        await staff.GetByTestId("delta").FillAsync("25");
        await staff.GetByTestId("restock-yes").ClickAsync();
        await Assertions.Expect(row.GetByTestId("stock")).ToHaveTextAsync("35");
        await Assertions.Expect(row.GetByTestId("free")).ToHaveTextAsync("34");

        await row.GetByTestId("close").ClickAsync();
        await Assertions.Expect(staff.Locator("#close-body")).ToContainTextAsync(title);
        await staff.GetByTestId("close-yes").ClickAsync();
        await status.ToHaveTextAsync("已关闭");
        await Assertions.Expect(row.GetByTestId("held")).ToHaveTextAsync("0");
        await Assertions.Expect(row.GetByTestId("free")).ToHaveTextAsync("35");
    }

    [Fact]
    public async Task Closing_asks_first_and_no_means_no()
    {
        var title = NewName("kept");
        await Api.PublishFlashSaleAsync(Cancel, title: title);
        var staff = await OpenDeskAsync();
        var row = staff.GetByTestId("row").Filter(new() { HasText = title });

        await row.GetByTestId("close").ClickAsync();
        await staff.Locator("#close button[value=no]").ClickAsync();

        await Assertions.Expect(staff.Locator("#close")).ToBeHiddenAsync();
        await Assertions.Expect(row.GetByTestId("status")).ToHaveTextAsync("抢购中");
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_sale_is_said_at_its_field()
    {
        Provokes("status of 400");
        var staff = await OpenDeskAsync();
        await FillNewFlashSaleAsync(staff, NewName("dear"));
        await staff.GetByTestId("field-salePriceFen").FillAsync("261");
        await staff.GetByTestId("create-go").ClickAsync();

        await Expect(staff, "trouble-salePriceFen").ToContainTextAsync("不高于原价");
        await Expect(staff, "field-salePriceFen").ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(staff, "trouble-title").ToHaveTextAsync("");

        await staff.GetByTestId("field-salePriceFen").FillAsync("19.9.9");
        await staff.GetByTestId("create-go").ClickAsync();
        await Expect(staff, "trouble-salePriceFen").ToContainTextAsync("最多两位小数");
    }

    [Fact]
    public async Task A_wrong_password_is_said_in_words()
    {
        Provokes("status of 401");
        var staff = await OpenAsync("/staff");
        await LogInStaffAsync(staff, ProductApi.StaffName, "not-the-password");

        await Expect(staff, "message").ToHaveTextAsync("账号或密码不正确");
        await Expect(staff, "rows").ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_links_of_the_desk_lead_to_the_dashboard_and_the_reference()
    {
        var staff = await OpenDeskAsync();
        await Expect(staff, "ops-link").ToHaveAttributeAsync("href", "/ops/orleans");

        // The browser may enter: logging in set the cookie that the dashboard asks for.
        var dashboard = await staff.EvaluateAsync<int>("fetch('/ops/orleans').then(answer => answer.status)");
        dashboard.ShouldBe(200);
        var reference = await staff.EvaluateAsync<int>(
            "path => fetch(path).then(answer => answer.status)",
            await staff.GetByTestId("api-link").GetAttributeAsync("href")
        );
        reference.ShouldBe(200);
    }

    private async Task<IPage> OpenDeskAsync()
    {
        var staff = await OpenDeskAsync("sales");
        await Expect(staff, "live").ToHaveAttributeAsync("data-state", "live");
        return staff;
    }

    private static async Task FillNewFlashSaleAsync(IPage staff, string title)
    {
        await staff.GetByTestId("new").ClickAsync();
        await Expect(staff, "field-title").ToHaveValueAsync(SuggestedTitle());
        await staff.GetByTestId("field-title").FillAsync(title);
        await staff.GetByTestId("field-stock").FillAsync("10");
        await staff
            .GetByTestId("field-startsAt")
            .FillAsync(
                ProductApi
                    .Now.ToOffset(TimeSpan.FromHours(8))
                    .AddMinutes(-2)
                    .ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
            );
    }

    [GeneratedRegex("限时抢购$")]
    private static partial Regex SuggestedTitle();
}
