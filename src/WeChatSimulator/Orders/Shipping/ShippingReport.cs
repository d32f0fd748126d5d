namespace FuelGrains.WeChatSimulator.Orders.Shipping;

/// <summary>The merchant's report about the goods of one payment, and how often it was uploaded.</summary>
/// <param name="UploadTime">The time in the report, which orders the reports of a payment.</param>
/// <param name="Count">1: reported; 2: corrected, which WeChat allows once.</param>
/// <param name="FirstAt">When the first report came: the money is released from then on.</param>
internal sealed record ShippingReport(
    int Logistics,
    string Items,
    DateTimeOffset UploadTime,
    int Count,
    DateTimeOffset FirstAt
)
{
    private const int Express = 1;

    /// <summary>The report says what this one says: WeChat calls it "not changed" and does not count it.</summary>
    public bool Says(ShippingAsk ask) => Logistics == ask.Logistics && Items == ask.Items;

    /// <summary>
    /// When the money is released to the merchant if the customer confirms nothing: ten days after the report of a courier's parcel, two
    /// after any other.
    /// </summary>
    public DateTimeOffset ReleasedAt(TimeSpan? instead) =>
        FirstAt + (instead ?? TimeSpan.FromDays(Logistics == Express ? 10 : 2));
}

/// <summary>A valid upload_shipping_info.</summary>
internal sealed record ShippingAsk(
    string? TransactionId,
    string? MerchantId,
    string? OutTradeNo,
    int Logistics,
    string Items,
    DateTimeOffset UploadTime,
    string OpenId
);
