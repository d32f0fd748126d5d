using System.Globalization;
using System.Text;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// WeChat's signature of an answer or a callback: over timestamp, nonce and the very bytes of the body, each with a line feed
/// (pay.weixin.qq.com/doc/v3/merchant/4013053249).
/// </summary>
internal readonly record struct PlatformSignature(string? Timestamp, string? Nonce, string? Signature, string? Serial)
{
    /// <summary>WeChat's own bound on clock differences. WeChat signs every repeated callback anew.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(300);

    // A signature of 4096 bits has 684 characters of Base64; a nonce has 32 characters.
    private const int LongestSignature = 1_024;
    private const int LongestNonce = 128;
    private const int LongestTimestamp = 11;

    /// <summary>
    /// The reason why WeChat did not sign this body; null when WeChat did. The cheap checks come first, RSA last.
    /// </summary>
    public string? Fault(PlatformKeys keys, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (
            string.IsNullOrEmpty(Timestamp)
            || string.IsNullOrEmpty(Nonce)
            || string.IsNullOrEmpty(Signature)
            || string.IsNullOrEmpty(Serial)
        )
            return "a header is missing";
        if (
            Timestamp.Length > LongestTimestamp
            || !long.TryParse(Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        )
            return "the timestamp is no number";
        if (Nonce.Length > LongestNonce)
            return "the nonce is too long";
        if (Math.Abs(now.ToUnixTimeMilliseconds() - seconds * 1_000) >= ClockTolerance.TotalMilliseconds)
            return "the clock is off by 300 s or more";
        if (keys.Find(Serial) is not { } key)
            return "the serial is unknown";
        Span<byte> signature = stackalloc byte[LongestSignature];
        if (Signature.Length > LongestSignature || !Convert.TryFromBase64String(Signature, signature, out var length))
            return "the signature is no Base64";
        return key.Verify(Signed(body), signature[..length]) ? null : "the signature is wrong";
    }

    private byte[] Signed(ReadOnlySpan<byte> body)
    {
        var head = Encoding.UTF8.GetBytes($"{Timestamp}\n{Nonce}\n");
        return [.. head, .. body, (byte)'\n'];
    }
}
