using System.Collections.Immutable;
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
    [property: JsonPropertyName("amount")] TradeAmountJson? Amount,
    [property: JsonPropertyName("promotion_detail")] ImmutableArray<PromotionJson>? Promotions = null
)
{
    // The names are shown to people only, and each has at most 64 characters.
    private static readonly TextLimit PromotionNames = new(TextUnit.Characters, 200);

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
            ? new(
                TransactionId,
                OutTradeNo,
                amount.Total,
                PayerFen(amount),
                amount.Currency,
                AppId,
                MerchantId,
                at.ToUniversalTime(),
                Promotion
            )
            : null;

    private string? Promotion =>
        Promotions is { Length: > 0 } all
            ? PromotionNames.Cut(string.Join(" + ", all.Select(p => p.Name ?? p.Type ?? "?").Distinct()))
            : null;

    // WeChat may leave payer_total out, and a foreign card pays it in another currency: then the promotions are what the payer did not pay.
    private long PayerFen(TradeAmountJson amount)
    {
        var payerFen =
            amount.PayerTotal is { } told && (amount.PayerCurrency ?? amount.Currency) == amount.Currency
                ? told
                : amount.Total - (Promotions ?? []).Sum(p => p.Amount);
        return Math.Clamp(payerFen, 0, amount.Total);
    }
}

internal sealed record TradeAmountJson(
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("currency")] string? Currency,
    [property: JsonPropertyName("payer_total")] long? PayerTotal = null,
    [property: JsonPropertyName("payer_currency")] string? PayerCurrency = null
);

/// <summary>A promotion that paid a part of a payment. Type: CASH (prepaid coupon) or NOCASH (the merchant's own).</summary>
internal sealed record PromotionJson(
    [property: JsonPropertyName("name")] string? Name,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("amount")] long Amount
);
