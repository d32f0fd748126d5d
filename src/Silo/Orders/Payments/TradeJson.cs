using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Payments;

namespace FuelGrains.Silo.Orders.Payments;

/// <summary>A payment as WeChat tells it, in the answer to a query and in a callback alike.</summary>
internal sealed record TradeJson(
    [property: JsonPropertyName("appid")] string? AppId,
    [property: JsonPropertyName("mchid")] string? MerchantId,
    [property: JsonPropertyName("out_trade_no")] string? OutTradeNo,
    [property: JsonPropertyName("transaction_id")] string? TransactionId,
    [property: JsonPropertyName("trade_state")] string? TradeState,
    [property: JsonPropertyName("success_time")] DateTimeOffset? SuccessTime,
    [property: JsonPropertyName("amount")] TradeAmountJson? Amount
)
{
    public TradeState State =>
        TradeState switch
        {
            "SUCCESS" or "REFUND" => FuelGrains.Grains.Orders.Payments.TradeState.Paid,
            "NOTPAY" => FuelGrains.Grains.Orders.Payments.TradeState.NotPay,
            "USERPAYING" or "ACCEPT" => FuelGrains.Grains.Orders.Payments.TradeState.UserPaying,
            "CLOSED" or "REVOKED" or "PAYERROR" => FuelGrains.Grains.Orders.Payments.TradeState.Closed,
            _ => FuelGrains.Grains.Orders.Payments.TradeState.Unknown,
        };

    /// <summary>The money that came; null when something about it is not told.</summary>
    public Transaction? Transaction =>
        this
            is {
                TransactionId.Length: > 0,
                OutTradeNo.Length: > 0,
                AppId: not null,
                MerchantId: not null,
                SuccessTime: { } at,
                Amount: { Total: > 0, Currency: not null } amount
            }
            ? new(TransactionId, OutTradeNo, amount.Total, amount.Currency, AppId, MerchantId, at.ToUniversalTime())
            : null;
}

internal sealed record TradeAmountJson(
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("currency")] string? Currency
);
