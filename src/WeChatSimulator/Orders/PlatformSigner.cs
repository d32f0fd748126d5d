using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FuelGrains.WeChatSimulator.Hosting;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Signs as WeChat does, with the platform certificate in use, its successor during a switch, or the public key.</summary>
internal sealed class PlatformSigner(SimulatorKeys keys, TimeProvider time)
{
    /// <summary>Share of answers that the second certificate signs, 0 to 1; null before a switch.</summary>
    public double? SecondShare { get; set; }

    public bool CallbacksByPublicKey { get; set; } = true;

    /// <summary>Returns the platform certificates that are valid now.</summary>
    public IEnumerable<SigningKey> Certificates =>
        SecondShare is null ? [keys.Certificate(0)] : [keys.Certificate(0), keys.Certificate(1)];

    /// <param name="wanted">The serial that the request asks for, if any.</param>
    public SigningKey ForAnswer(string? wanted) => wanted == keys.PublicKey.Serial ? keys.PublicKey : Certificate();

    public SigningKey ForCallback() => CallbacksByPublicKey ? keys.PublicKey : Certificate();

    public SignedHeaders Sign(SigningKey key, byte[] body, TimeSpan clockOff = default)
    {
        var timestamp = (time.GetUtcNow() + clockOff).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        return new(
            timestamp,
            nonce,
            key.Sign([.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n']),
            key.Serial
        );
    }

    private SigningKey Certificate() => keys.Certificate(Random.Shared.NextDouble() < (SecondShare ?? 0) ? 1 : 0);
}

internal sealed record SignedHeaders(string Timestamp, string Nonce, string Signature, string Serial)
{
    public IEnumerable<(string Name, string Value)> All =>
        [
            ("Wechatpay-Timestamp", Timestamp),
            ("Wechatpay-Nonce", Nonce),
            ("Wechatpay-Signature", Signature),
            ("Wechatpay-Serial", Serial),
            ("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
        ];
}
