using System.Globalization;
using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Silo.Customers;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Orders.Shipping;

/// <summary>
/// Calls upload_shipping_info and is_trade_managed (developers.weixin.qq.com). A payment is named by its transaction id and delivered as
/// one parcel. docs/wechat.md says where each code is known from.
/// </summary>
internal sealed class WeChatShipping(HttpClient http, WeChatOptions options, ILogger<WeChatShipping> log)
    : IWeChatShipping
{
    private const int ByTransactionId = 2;
    private const int UnifiedDelivery = 1;

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public async Task<ShippingAnswer> UploadAsync(string accessToken, ShippingUpload upload, CancellationToken ct)
    {
        var ask = new UploadAsk(
            new(ByTransactionId, upload.TransactionId),
            (int)upload.Logistics,
            UnifiedDelivery,
            [new(WeChatLimits.ShippingItem.Cut(upload.Item))],
            upload.UploadTime.ToOffset(China).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture),
            new(upload.OpenId)
        );
        var code = (await PostAsync<Answer>("upload_shipping_info", accessToken, ask, ct))?.ErrorCode;
        return new(Outcome(code), code);
    }

    public async Task<TradeManaged> IsTradeManagedAsync(string accessToken, CancellationToken ct)
    {
        var answer = await PostAsync<ManagedAnswer>("is_trade_managed", accessToken, new ManagedAsk(options.AppId), ct);
        return answer switch
        {
            { ErrorCode: 0, Managed: { } managed } => managed ? TradeManaged.Yes : TradeManaged.No,
            { ErrorCode: var code } when MiniProgramWire.IsTokenInvalid(code) => TradeManaged.TokenInvalid,
            _ => TradeManaged.Unknown,
        };
    }

    private static ShippingOutcome Outcome(int? code) =>
        code switch
        {
            0 => ShippingOutcome.Accepted,
            10060002 or 10060023 => ShippingOutcome.AlreadyReported,
            10060003 => ShippingOutcome.CorrectionUsed,
            10060001 => ShippingOutcome.UnknownPayment,
            10060004 => ShippingOutcome.WrongState,
            _ when MiniProgramWire.IsTokenInvalid(code) => ShippingOutcome.TokenInvalid,
            // Busy, or asked too often; and no answer at all.
            null or -1 or 10060012 or 10060019 or 44990 or 45009 or 45011 => ShippingOutcome.Later,
            _ => ShippingOutcome.Refused,
        };

    private async Task<T?> PostAsync<T>(string name, string accessToken, object ask, CancellationToken ct)
        where T : Answer
    {
        var path = $"wxa/sec/order/{name}";
        var answer = await MiniProgramWire.PostAsync<T>(
            http,
            $"{path}?access_token={Uri.EscapeDataString(accessToken)}",
            ask,
            log,
            ct
        );
        if (answer is { ErrorCode: not 0 })
            MiniProgramWire.LogRefused(log, path, answer.ErrorCode);
        return answer;
    }

    private sealed record UploadAsk(
        [property: JsonPropertyName("order_key")] OrderKey Order,
        [property: JsonPropertyName("logistics_type")] int Logistics,
        [property: JsonPropertyName("delivery_mode")] int Mode,
        [property: JsonPropertyName("shipping_list")] Parcel[] Parcels,
        [property: JsonPropertyName("upload_time")] string UploadTime,
        [property: JsonPropertyName("payer")] Payer Payer
    );

    private sealed record OrderKey(
        [property: JsonPropertyName("order_number_type")] int Type,
        [property: JsonPropertyName("transaction_id")] string TransactionId
    );

    private sealed record Parcel([property: JsonPropertyName("item_desc")] string Item);

    private sealed record Payer([property: JsonPropertyName("openid")] string OpenId);

    private sealed record ManagedAsk([property: JsonPropertyName("appid")] string AppId);

    // An answer without an errcode says nothing: null is not 0.
    private record Answer([property: JsonPropertyName("errcode")] int? ErrorCode);

    private sealed record ManagedAnswer(int? ErrorCode, [property: JsonPropertyName("is_trade_managed")] bool? Managed)
        : Answer(ErrorCode);
}
