using FuelGrains.GrainInterfaces.Orders.Shipping;

namespace FuelGrains.Grains.Orders.Shipping;

/// <summary>WeChat's shipping service of a mini-program (docs/wechat.md). No method throws for what WeChat does.</summary>
public interface IWeChatShipping
{
    /// <summary>Calls POST /wxa/sec/order/upload_shipping_info.</summary>
    Task<ShippingAnswer> UploadAsync(string accessToken, ShippingUpload upload, CancellationToken ct);

    /// <summary>Calls POST /wxa/sec/order/is_trade_managed.</summary>
    Task<TradeManaged> IsTradeManagedAsync(string accessToken, CancellationToken ct);
}

/// <param name="Item">Cut to WeChat's limit when it is sent.</param>
public sealed record ShippingUpload(
    string TransactionId,
    LogisticsType Logistics,
    string Item,
    DateTimeOffset UploadTime,
    string OpenId
);

/// <param name="Code">WeChat's errcode; null when there was no usable answer.</param>
public readonly record struct ShippingAnswer(ShippingOutcome Outcome, int? Code);

public enum ShippingOutcome
{
    /// <summary>WeChat took the report.</summary>
    Accepted = 0,

    /// <summary>WeChat has this report, or another one of the payment: an earlier answer was lost, or staff told WeChat.</summary>
    AlreadyReported = 1,

    /// <summary>WeChat has a report and its one correction.</summary>
    CorrectionUsed = 2,

    /// <summary>WeChat does not know the payment, or not yet: it learns of one up to a minute late.</summary>
    UnknownPayment = 3,

    /// <summary>The payment's state allows no report: refunded, settled, or not ready yet.</summary>
    WrongState = 4,

    /// <summary>Fetch another token and report again.</summary>
    TokenInvalid = 5,

    /// <summary>WeChat is busy, limits us, or gave no usable answer: report the same again later.</summary>
    Later = 6,

    /// <summary>WeChat will never take this report.</summary>
    Refused = 7,
}

/// <summary>Whether WeChat manages the shipping of the mini-program and so freezes its payments.</summary>
public enum TradeManaged
{
    Yes = 0,
    No = 1,
    TokenInvalid = 2,
    Unknown = 3,
}
