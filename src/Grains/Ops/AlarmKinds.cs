namespace FuelGrains.Grains.Ops;

/// <summary>Kinds and subjects of the alarms about WeChat Pay as a whole. The others stand beside the rule that raises them.</summary>
internal static class AlarmKinds
{
    /// <summary>The gateway does not answer. Closed when it does.</summary>
    public const string GatewayAway = "gateway.away";

    /// <summary>WeChat says that it is asked too often. Closed when it does not any more.</summary>
    public const string GatewayLimited = "gateway.limited";

    /// <summary>Refunds wait for money in the merchant's account. Closed when none does.</summary>
    public const string AccountEmpty = "refund.account-empty";

    /// <summary>An order cannot be paid, because its numbers are used up at WeChat. Closed when none was for a while.</summary>
    public const string NumbersSpent = "payment.numbers-spent";

    public const string RefundRefused = "refund.refused";
    public const string RefundAbnormal = "refund.abnormal";

    /// <summary>The subject of an alarm about the gateway or the merchant's account.</summary>
    public const string WeChatPay = "wechat-pay";
}
