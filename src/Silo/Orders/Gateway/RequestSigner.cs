using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using FuelGrains.GrainInterfaces.Orders;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>Signs with the merchant's key: requests to WeChat, and the arguments of wx.requestPayment.</summary>
internal sealed class RequestSigner(WeChatPayIdentity identity)
{
    private const string Scheme = "WECHATPAY2-SHA256-RSA2048";

    /// <param name="pathAndQuery">The path and query as they are sent, with the leading slash.</param>
    public AuthenticationHeaderValue Authorize(
        string method,
        string pathAndQuery,
        ReadOnlySpan<byte> body,
        DateTimeOffset now
    )
    {
        var (timestamp, nonce) = (Timestamp(now), Nonce());
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes($"{method}\n{pathAndQuery}\n{timestamp}\n{nonce}\n"),
            .. body,
            (byte)'\n',
        ];
        var signature = Convert.ToBase64String(identity.PrivateKey.Sign(signed));
        return new(
            Scheme,
            $"mchid=\"{identity.MerchantId}\",nonce_str=\"{nonce}\",signature=\"{signature}\","
                + $"timestamp=\"{timestamp}\",serial_no=\"{identity.MerchantSerial}\""
        );
    }

    public PayParameters ForMiniProgram(string prepayId, DateTimeOffset now)
    {
        var (timestamp, nonce, package) = (Timestamp(now), Nonce(), $"prepay_id={prepayId}");
        var signature = identity.PrivateKey.Sign(
            Encoding.UTF8.GetBytes($"{identity.AppId}\n{timestamp}\n{nonce}\n{package}\n")
        );
        return new(identity.AppId, timestamp, nonce, package, "RSA", Convert.ToBase64String(signature));
    }

    private static string Timestamp(DateTimeOffset now) =>
        now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Nonce() => RandomNumberGenerator.GetHexString(32);
}
