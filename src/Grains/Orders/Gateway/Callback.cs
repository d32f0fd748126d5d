namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>A callback as it came in. <paramref name="Body"/> holds the very bytes that were signed.</summary>
public sealed record CallbackRequest(string Timestamp, string Nonce, string Signature, string Serial, byte[] Body);

/// <summary>A callback after verification and decryption.</summary>
public sealed record Callback(
    CallbackVerdict Verdict,
    Transaction? Payment = null,
    RefundNotification? Refund = null,
    string? Detail = null
);

public enum CallbackVerdict
{
    /// <summary>TRANSACTION.SUCCESS; <see cref="Callback.Payment"/> is set.</summary>
    Payment = 0,

    /// <summary>REFUND.SUCCESS, .ABNORMAL or .CLOSED; <see cref="Callback.Refund"/> is set.</summary>
    Refund = 1,

    /// <summary>A header is missing or malformed, the clock is off by 300 s, the serial unknown, or the signature wrong: 401.</summary>
    Forged = 2,

    /// <summary>The signature is valid, but the resource cannot be decrypted or parsed: 400, and an alarm.</summary>
    Unreadable = 3,

    /// <summary>The callback is valid and does not concern this product: 200, no effect.</summary>
    Ignored = 4,
}
