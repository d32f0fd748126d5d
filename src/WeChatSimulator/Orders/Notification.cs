namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>An event that the product is called back about. Each attempt seals and signs it anew.</summary>
internal sealed record Notification(string About, string Number, string NotifyUrl, string EventType, byte[] Resource)
{
    private readonly string _id = Guid.NewGuid().ToString();

    public string Operation => $"{About}-notify";

    private string OriginalType => About == "pay" ? "transaction" : "refund";

    public static Notification OfPayment(Trade trade) =>
        new("pay", trade.OutTradeNo, trade.Ask.NotifyUrl, "TRANSACTION.SUCCESS", Bytes(Wire.PaidNotification(trade)));

    public static Notification OfRefund(Refund refund, string merchantId) =>
        new(
            "refund",
            refund.OutRefundNo,
            refund.NotifyUrl ?? "",
            $"REFUND.{refund.Status}",
            Bytes(Wire.RefundNotification(refund, merchantId))
        );

    public byte[] Body(string apiV3Key, DateTimeOffset now) => Body(Seal.Close(apiV3Key, Resource, OriginalType), now);

    public byte[] Body(Sealed resource, DateTimeOffset now) =>
        Bytes(
            new
            {
                id = _id,
                create_time = Wire.Time(now),
                resource_type = "encrypt-resource",
                event_type = EventType,
                summary = About == "pay" ? "支付成功" : "退款结果",
                resource = new
                {
                    original_type = OriginalType,
                    algorithm = resource.Algorithm,
                    ciphertext = resource.Ciphertext,
                    associated_data = resource.AssociatedData,
                    nonce = resource.Nonce,
                },
            }
        );

    public static byte[] Bytes(object value) => Reply.Json(value).Body;
}
