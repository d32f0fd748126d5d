using System.Text;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>
/// Answers GET /v3/certificates (pay.weixin.qq.com/doc/v3/merchant/4012551764) with the platform certificates, sealed with the APIv3 key.
/// </summary>
internal sealed class CertificateEndpoint(FaultyWire wire, PlatformSigner signer, SimulatorKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(5 * 365);

    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
            "/v3/certificates",
            http =>
                wire.PayAsync(
                    http,
                    "certificates",
                    (_, _) => Reply.Json(new { data = signer.Certificates.Select(Entry).ToArray() })
                )
        );

    private object Entry(SigningKey key)
    {
        var (from, until) = (time.GetUtcNow().AddDays(-1), time.GetUtcNow() + Validity);
        var closed = Seal.Close(keys.ApiV3Key, Encoding.UTF8.GetBytes(key.Certificate(from, until)), "certificate");
        return new
        {
            serial_no = key.Serial,
            effective_time = Wire.Time(from),
            expire_time = Wire.Time(until),
            encrypt_certificate = new
            {
                algorithm = closed.Algorithm,
                nonce = closed.Nonce,
                associated_data = closed.AssociatedData,
                ciphertext = closed.Ciphertext,
            },
        };
    }
}
