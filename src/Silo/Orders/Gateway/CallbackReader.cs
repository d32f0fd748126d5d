using System.Text.Json;
using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>Reads a callback: verifies the signature of its bytes, then decrypts its resource.</summary>
internal sealed class CallbackReader(PlatformKeys keys, WeChatPayIdentity identity)
{
    public Callback Read(CallbackRequest request, DateTimeOffset now)
    {
        var signature = new PlatformSignature(request.Timestamp, request.Nonce, request.Signature, request.Serial);
        if (signature.Fault(keys, request.Body, now) is { } fault)
            return new(CallbackVerdict.Forged, Detail: fault);
        if (Json<Envelope>(request.Body) is not { } envelope)
            return Unreadable("the body is no JSON of a callback");
        if (envelope.Resource?.Open(identity.ApiV3Key) is not { } plain)
            return Unreadable("the resource does not open with the APIv3 key");
        return envelope.EventType switch
        {
            "TRANSACTION.SUCCESS" => Payment(plain),
            "REFUND.SUCCESS" or "REFUND.ABNORMAL" or "REFUND.CLOSED" => Refund(plain),
            _ => new(CallbackVerdict.Ignored, Detail: $"the event is {envelope.EventType}"),
        };
    }

    private static Callback Payment(byte[] plain)
    {
        var trade = Json<TradeJson>(plain);
        if (trade?.TradeState != "SUCCESS")
            return Unreadable("the payment's state is not SUCCESS");
        return trade.Transaction is { } paid
            ? new(CallbackVerdict.Payment, Payment: paid)
            : Unreadable("the payment lacks a member");
    }

    private static Callback Refund(byte[] plain) =>
        Json<RefundJson>(plain)
            is {
                OutRefundNo.Length: > 0,
                RefundId.Length: > 0,
                Amount: { } amount,
                Progress: not RefundProgress.Unknown
            } refund
            ? new(
                CallbackVerdict.Refund,
                Refund: new(refund.OutRefundNo, refund.RefundId, refund.Progress, amount.Refund, amount.PayerFen)
            )
            : Unreadable("the refund lacks a member");

    private static Callback Unreadable(string detail) => new(CallbackVerdict.Unreadable, Detail: detail);

    private static T? Json<T>(byte[] bytes)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Envelope(
        [property: JsonPropertyName("event_type")] string? EventType,
        [property: JsonPropertyName("resource")] SealedResource? Resource
    );
}
