using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Encrypts for the merchant with the APIv3 key: AES-256-GCM, the tag behind the ciphertext.</summary>
internal static class Seal
{
    private const int TagBytes = 16;

    public static Sealed Close(string apiV3Key, byte[] plain, string associatedData)
    {
        var nonce = RandomNumberGenerator.GetHexString(12, lowercase: true);
        var closed = new byte[plain.Length + TagBytes];
        using var aes = new AesGcm(Encoding.UTF8.GetBytes(apiV3Key), TagBytes);
        aes.Encrypt(
            Encoding.UTF8.GetBytes(nonce),
            plain,
            closed.AsSpan(0, plain.Length),
            closed.AsSpan(plain.Length),
            Encoding.UTF8.GetBytes(associatedData)
        );
        return new("AEAD_AES_256_GCM", nonce, associatedData, Convert.ToBase64String(closed));
    }
}

internal sealed record Sealed(string Algorithm, string Nonce, string AssociatedData, string Ciphertext);
