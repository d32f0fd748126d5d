using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>An RSA key for many threads. An <see cref="RSA"/> object serves one thread at a time, so idle objects are pooled.</summary>
internal sealed class RsaKey
{
    private readonly ConcurrentBag<RSA> _idle = [];
    private readonly string _pem;

    /// <exception cref="ArgumentException">The text is no RSA key in PEM, or uses an unknown algorithm.</exception>
    public RsaKey(string pem)
    {
        _pem = pem;
        var first = Open();
        (Bits, PublicPem) = (first.KeySize, first.ExportSubjectPublicKeyInfoPem());
        _idle.Add(first);
    }

    public int Bits { get; }

    /// <summary>The public half, by which two keys are compared.</summary>
    public string PublicPem { get; }

    public static RsaKey OfCertificate(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var key =
            certificate.GetRSAPublicKey() ?? throw new CryptographicException("The certificate's key is not RSA.");
        return new(key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>SHA-256 with RSA, PKCS#1 v1.5, as WeChat Pay requires.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var rsa = Borrow();
        var signature = rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(rsa);
        return signature;
    }

    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var rsa = Borrow();
        var good = rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        _idle.Add(rsa);
        return good;
    }

    /// <summary>Whether the key has its private half.</summary>
    public bool CanSign()
    {
        try
        {
            return Sign("can it"u8).Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    // The pool never holds more objects than threads that signed at once.
    private RSA Borrow() => _idle.TryTake(out var rsa) ? rsa : Open();

    private RSA Open()
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(_pem);
        return rsa;
    }
}
