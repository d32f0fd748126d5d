namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>WeChat's bills, as the simulator writes them and staff ask for them.</summary>
public sealed partial class ProductApi
{
    /// <summary>WeChat's bill of the day has a payment that nobody knows; staff ask for the bill.</summary>
    public async Task FetchBillWithUnknownPaymentAsync(
        string day,
        string transactionId,
        long amountFen,
        CancellationToken cancel
    )
    {
        var name = $"bill-{Guid.NewGuid():N}";
        var page = await PayPageAsync(name, await BuyAsync(name, await PublishFlashSaleAsync(cancel), cancel), cancel);
        using var http = Limits.Client(new(page.GetLeftPart(UriPartial.Authority)));
        await new WeChatControl(http).BillAsync(
            day,
            new
            {
                unknownPayments = new[]
                {
                    new
                    {
                        outTradeNo = "another-shop",
                        transactionId,
                        amountFen,
                    },
                },
            }
        );
        await (await StaffAsync(cancel)).ActAsync($"api/admin/bills/{day}/trade/fetch", cancel);
    }
}
