using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>WeChat's JSON of a refund: answers say <c>status</c>, callbacks <c>refund_status</c>.</summary>
internal sealed record RefundJson(
    [property: JsonPropertyName("out_refund_no")] string? OutRefundNo,
    [property: JsonPropertyName("refund_id")] string? RefundId,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("refund_status")] string? RefundStatus,
    [property: JsonPropertyName("amount")] RefundAmountJson? Amount
)
{
    public RefundProgress Progress =>
        (Status ?? RefundStatus) switch
        {
            "SUCCESS" => RefundProgress.Succeeded,
            "PROCESSING" => RefundProgress.Processing,
            "CLOSED" => RefundProgress.Closed,
            "ABNORMAL" => RefundProgress.Abnormal,
            _ => RefundProgress.Unknown,
        };
}

internal sealed record RefundAmountJson(
    [property: JsonPropertyName("refund")] long Refund,
    [property: JsonPropertyName("payer_refund")] long? PayerRefund = null,
    [property: JsonPropertyName("discount_refund")] long? DiscountRefund = null
)
{
    /// <summary>The part that goes back to the payer; null when WeChat says nothing usable. A callback has no discount_refund.</summary>
    public long? PayerFen =>
        (PayerRefund ?? Refund - DiscountRefund) is { } payer && payer >= 0 && payer <= Refund ? payer : null;
}
