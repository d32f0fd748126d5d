using System.Security.Cryptography;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// Reads the two RSA keys of the section <c>WeChatPay</c>. WeChat hands out four files that look alike, so what lies in the wrong place is
/// named.
/// </summary>
internal static class WeChatPayKeys
{
    /// <summary>Every key that WeChat Pay issues or accepts has 2048 bits. Development may use the simulator's smaller ones.</summary>
    private const int Bits = 2_048;

    public static RsaKey Private(string pem, IHostEnvironment environment)
    {
        if (Has(pem, "CERTIFICATE"))
            throw new SettingsException(
                "WeChatPay:PrivateKey is a certificate, but requests are signed with the private key (apiclient_key.pem)."
            );
        if (Has(pem, "ENCRYPTED PRIVATE KEY"))
            throw new SettingsException("WeChatPay:PrivateKey is locked by a password; store it without one.");
        var key = Read("PrivateKey", pem, environment);
        return key.CanSign()
            ? key
            : throw new SettingsException(
                "WeChatPay:PrivateKey is a public key, but requests are signed with the private one."
            );
    }

    public static RsaKey Public(string pem, IHostEnvironment environment)
    {
        if (Has(pem, "CERTIFICATE"))
            throw new SettingsException(
                "WeChatPay:PublicKey is a certificate, but WeChat's public key (pub_key.pem) belongs there; certificates are fetched."
            );
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new SettingsException(
                "WeChatPay:PublicKey is a private key, but WeChat's public key (pub_key.pem) belongs there."
            );
        return Read("PublicKey", pem, environment);
    }

    private static bool Has(string pem, string label) =>
        pem.Contains($"-----BEGIN {label}-----", StringComparison.Ordinal);

    private static RsaKey Read(string name, string pem, IHostEnvironment environment)
    {
        RsaKey key;
        try
        {
            key = new(pem);
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            // The exception's message may quote the key, so it is left out.
            throw new SettingsException($"WeChatPay:{name} is no RSA key in PEM form.");
        }
        return environment.IsProduction() && key.Bits != Bits
            ? throw new SettingsException($"WeChatPay:{name} has {key.Bits} bits, but WeChat Pay's keys have {Bits}.")
            : key;
    }
}
