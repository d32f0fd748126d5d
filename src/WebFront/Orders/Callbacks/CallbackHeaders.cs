using System.Globalization;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// Judges a callback's headers before anything is read or verified. The silo judges them again: the front only saves the work on what
/// cannot be genuine.
/// </summary>
public static class CallbackHeaders
{
    /// <summary>WeChat's own bound on clock differences. WeChat signs every repeated callback anew.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(300);

    // A signature of 4096 bits has 684 characters of Base64, a nonce 32, a serial 40, and a timestamp will have 10 for 200 years.
    private const int LongestSignature = 1_024;
    private const int LongestNonce = 128;
    private const int LongestSerial = 64;
    private const int LongestTimestamp = 11;

    /// <summary>Returns the headers, still without a body, or the reason why the callback is forged.</summary>
    public static (CallbackMessage? Signed, string? Fault) Read(IHeaderDictionary headers, DateTimeOffset now)
    {
        if (
            One(headers, "Wechatpay-Timestamp", LongestTimestamp) is not { } timestamp
            || One(headers, "Wechatpay-Nonce", LongestNonce) is not { } nonce
            || One(headers, "Wechatpay-Signature", LongestSignature) is not { } signature
            || One(headers, "Wechatpay-Serial", LongestSerial) is not { } serial
        )
            return (null, "not signed");
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return (null, "timestamp");
        return Math.Abs(now.ToUnixTimeMilliseconds() - (seconds * 1_000)) >= ClockTolerance.TotalMilliseconds
            ? (null, "clock")
            : (new(timestamp, nonce, signature, serial, []), null);
    }

    // Each header has exactly one value: of two values, another reader might take the other one.
    private static string? One(IHeaderDictionary headers, string name, int longest) =>
        headers[name] is [{ Length: > 0 } value] && value.Length <= longest ? value : null;
}
