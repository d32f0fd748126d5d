using System.Text;
using System.Text.Json.Nodes;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Orders;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Sends callbacks that must have no effect and reports how they were answered. See README.md for the kinds.</summary>
internal sealed class Forger(SimulatorKeys keys, PlatformSigner signer, Notifier notifier, TimeProvider time)
{
    private const int EarlySeconds = 301;

    /// <summary>A time in the future comes nearer while the request travels, so the forger adds a reserve to 301 s.</summary>
    private const int LateSeconds = 310;
    private static readonly string NoSerial = new('0', 40);

    public static readonly string[] Kinds =
    [
        "wrong-signature",
        "unknown-serial",
        "clock-early",
        "clock-late",
        "changed-body",
        "changed-nonce",
        "changed-timestamp",
        "reformatted-body",
        "missing-signature",
        "missing-serial",
        "two-signatures",
        "garbage-signature",
        "sign-test",
        "wrong-tag",
        "wrong-associated-data",
        "not-json",
        "other-event",
    ];

    public Task<CallbackAnswer> SendAsync(string kind, Notification notification, CancellationToken ct)
    {
        var key = signer.ForCallback();
        var body = Body(kind, notification);
        var off = kind switch
        {
            "clock-early" => -EarlySeconds,
            "clock-late" => LateSeconds,
            _ => 0,
        };
        var signed = signer.Sign(key, body, TimeSpan.FromSeconds(off));
        (body, signed) = kind switch
        {
            "wrong-signature" => (body, signed with { Signature = signer.Sign(key, [.. body, (byte)' ']).Signature }),
            "unknown-serial" => (body, signed with { Serial = NoSerial }),
            "changed-body" => (Changed(body), signed),
            "changed-nonce" => (body, signed with { Nonce = Flip(signed.Nonce) }),
            "changed-timestamp" => (body, signed with { Timestamp = Flip(signed.Timestamp) }),
            "reformatted-body" => (
                Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString(new() { WriteIndented = true })),
                signed
            ),
            "garbage-signature" => (body, signed with { Signature = "not*base64" }),
            "sign-test" => (body, signed with { Signature = $"WECHATPAY/SIGNTEST/{signed.Signature}" }),
            _ => (body, signed),
        };
        var headers = signed.All.Where(h =>
            !(kind == "missing-signature" && h.Name == "Wechatpay-Signature")
            && !(kind == "missing-serial" && h.Name == "Wechatpay-Serial")
        );
        if (kind == "two-signatures")
            headers = headers.Append(("Wechatpay-Signature", signed.Signature));
        return notifier.SendAsync(notification.NotifyUrl, body, headers, ct);
    }

    private byte[] Body(string kind, Notification notification)
    {
        var now = time.GetUtcNow();
        switch (kind)
        {
            case "not-json":
                return "this is no JSON"u8.ToArray();
            case "other-event":
                return (notification with { EventType = "COUPON.USE" }).Body(keys.ApiV3Key, now);
            case "wrong-tag":
                var closed = Seal.Close(keys.ApiV3Key, notification.Resource, "transaction");
                var bytes = Convert.FromBase64String(closed.Ciphertext);
                bytes[^1] ^= 1;
                return notification.Body(closed with { Ciphertext = Convert.ToBase64String(bytes) }, now);
            case "wrong-associated-data":
                return notification.Body(
                    Seal.Close(keys.ApiV3Key, notification.Resource, "transaction") with
                    {
                        AssociatedData = "transactioN",
                    },
                    now
                );
            default:
                return notification.Body(keys.ApiV3Key, now);
        }
    }

    // The forger flips one bit of one digit of the id, so the body stays JSON.
    private static byte[] Changed(byte[] body)
    {
        byte[] changed = [.. body];
        changed[Encoding.UTF8.GetString(body).IndexOf("\"id\":\"", StringComparison.Ordinal) + 6] ^= 1;
        return changed;
    }

    private static string Flip(string text) => text[..^1] + (text[^1] == '0' ? '1' : '0');
}
