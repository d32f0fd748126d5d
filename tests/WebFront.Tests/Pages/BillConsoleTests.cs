using System.Globalization;
using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The console's bills: a day that was asked for, its differences, and the settlement with its file.</summary>
[Collection<StationPages>]
public sealed class BillConsoleTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_difference_of_a_bill_is_accepted_and_the_settlement_is_downloaded()
    {
        // Before ten o'clock yesterday has no bill yet.
        var china = ProductApi.Now.ToOffset(TimeSpan.FromHours(8));
        var day = china.AddDays(-2).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var transaction = $"4200{Guid.NewGuid():N}"[..28];
        await Api.FetchBillWithUnknownPaymentAsync(day, transaction, 12_345, Cancel);

        var staff = await OpenConsoleAsync("bills");
        var bill = staff.GetByTestId("bills").GetByTestId("record").Filter(new() { HasText = $"{day} 交易账单" });
        await Assertions.Expect(bill.GetByTestId("badge")).ToHaveTextAsync("已核对");
        var difference = staff
            .GetByTestId("billDifferences")
            .GetByTestId("record")
            .Filter(new() { HasText = transaction })
            .Filter(new() { HasText = "微信已收款" });
        await Assertions.Expect(difference).ToContainTextAsync("账单 ¥123.45");
        await Assertions.Expect(difference.GetByTestId("recordPayment")).ToBeVisibleAsync();
        await Assertions.Expect(difference.GetByTestId("bookRefund")).ToBeHiddenAsync();

        await difference.GetByTestId("accept").ClickAsync();
        await staff.GetByTestId("ask-reason").FillAsync("另一家店的收款");
        await staff.GetByTestId("ask-yes").ClickAsync();
        await Expect(staff, "message").ToContainTextAsync("已处理");
        await Assertions.Expect(difference).ToHaveCountAsync(0);

        await Expect(staff, "settlement").ToContainTextAsync("123.45");
        var download = await staff.RunAndWaitForDownloadAsync(() => staff.GetByTestId("settlement-csv").ClickAsync());
        var file = await File.ReadAllBytesAsync(await download.PathAsync(), Cancel);
        file[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        System.Text.Encoding.UTF8.GetString(file).ShouldContain($"{day},,,1,123.45");
    }
}
