using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>WeChat's JSON of a payment, in the answer to a query and in a callback alike.</summary>
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
            "SUCCESS" or "REFUND" => FuelGrains.Grains.Orders.Gateway.TradeState.Paid,
            "NOTPAY" => FuelGrains.Grains.Orders.Gateway.TradeState.NotPay,
            "USERPAYING" or "ACCEPT" => FuelGrains.Grains.Orders.Gateway.TradeState.UserPaying,
            "CLOSED" or "REVOKED" or "PAYERROR" => FuelGrains.Grains.Orders.Gateway.TradeState.Closed,
            _ => FuelGrains.Grains.Orders.Gateway.TradeState.Unknown,
        };

    /// <summary>The payment; null when a member is missing.</summary>
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
