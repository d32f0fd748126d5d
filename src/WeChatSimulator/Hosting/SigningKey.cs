using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>Holds an RSA key and its serial for many threads. An RSA object serves one thread at a time, so idle ones are kept.</summary>
public sealed class SigningKey(string serial, string pem)
{
    private readonly ConcurrentBag<RSA> _idle = [];

    public string Serial => serial;

    /// <summary>The key as it was given: the private or the public half.</summary>
    public string Pem => pem;

    public string PublicPem => With(rsa => rsa.ExportSubjectPublicKeyInfoPem());

    public static SigningKey Make(string serial, int bits)
    {
        using var rsa = RSA.Create(bits);
        return new(serial, rsa.ExportPkcs8PrivateKeyPem());
    }

    public string Sign(byte[] data) =>
        Convert.ToBase64String(With(rsa => rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));

    public bool Verify(byte[] data, byte[] signature) =>
        With(rsa => rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Issues a self-signed certificate of this key under its serial.</summary>
    public string Certificate(DateTimeOffset from, DateTimeOffset until) =>
        With(rsa =>
        {
            var request = new CertificateRequest(
                "CN=Simulated WeChat Pay",
                rsa,
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            );
            using var certificate = request.Create(
                request.SubjectName,
                X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
                from,
                until,
                Convert.FromHexString(serial)
            );
            return certificate.ExportCertificatePem();
        });

    private T With<T>(Func<RSA, T> use)
    {
        if (!_idle.TryTake(out var rsa))
        {
            rsa = RSA.Create();
            rsa.ImportFromPem(pem);
        }
        var result = use(rsa);
        _idle.Add(rsa);
        return result;
    }
}
