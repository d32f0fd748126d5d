using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Accepts a request only with the merchant's signature that is at most five minutes old.</summary>
internal sealed partial class MerchantCheck(SimulatorKeys keys, TimeProvider time)
{
    private const string Scheme = "WECHATPAY2-SHA256-RSA2048 ";
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Returns the refusal of a request that is not the merchant's; null when it is.</summary>
    public Reply? Refusal(HttpRequest request, byte[] body)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
            return Refuse("no Authorization of the known scheme");
        var parts = Part().Matches(header).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value);
        string Value(string name) => parts.GetValueOrDefault(name, "");
        if (Value("mchid") != keys.MerchantId)
            return Refuse("another merchant");
        if (!Value("serial_no").Equals(keys.Merchant.Serial, StringComparison.OrdinalIgnoreCase))
            return Refuse("another serial");
        if (
            !long.TryParse(Value("timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || (time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > ClockTolerance
        )
            return Refuse("the timestamp is off");
        var signature = new byte[Value("signature").Length];
        if (!Convert.TryFromBase64String(Value("signature"), signature, out var length))
            return Refuse("the signature is no Base64");
        var path = new Uri(request.GetEncodedUrl()).PathAndQuery;
        byte[] signed =
        [
            .. Encoding.UTF8.GetBytes($"{request.Method}\n{path}\n{Value("timestamp")}\n{Value("nonce_str")}\n"),
            .. body,
            (byte)'\n',
        ];
        return keys.Merchant.Verify(signed, signature[..length]) ? null : Refuse("the signature is wrong");
    }

    private static Reply Refuse(string why) => Reply.Error(401, "SIGN_ERROR", why);

    [GeneratedRegex("(?<name>[a-z_]+)=\"(?<value>[^\"]*)\"")]
    private static partial Regex Part();
}
