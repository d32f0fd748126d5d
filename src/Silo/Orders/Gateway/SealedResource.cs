using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>Data encrypted by WeChat with the merchant's APIv3 key: the resource of a callback, or a platform certificate.</summary>
internal sealed record SealedResource(
    [property: JsonPropertyName("algorithm")] string? Algorithm,
    [property: JsonPropertyName("nonce")] string? Nonce,
    [property: JsonPropertyName("associated_data")] string? AssociatedData,
    [property: JsonPropertyName("ciphertext")] string? Ciphertext
)
{
    private const string OnlyAlgorithm = "AEAD_AES_256_GCM";
    private const int TagBytes = 16;
    private const int NonceBytes = 12;

    /// <summary>The decrypted text; null when it is malformed or was encrypted with another key, nonce or associated data.</summary>
    public byte[]? Open(ReadOnlySpan<byte> key)
    {
        if (Algorithm is not (null or OnlyAlgorithm) || Nonce is null || Ciphertext is null)
            return null;
        var nonce = Encoding.UTF8.GetBytes(Nonce);
        var closed = new byte[Ciphertext.Length];
        if (
            nonce.Length != NonceBytes
            || !Convert.TryFromBase64String(Ciphertext, closed, out var length)
            || length < TagBytes
        )
            return null;
        var plain = new byte[length - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        try
        {
            // The tag is the last 16 bytes of the ciphertext.
            aes.Decrypt(
                nonce,
                closed.AsSpan(0, plain.Length),
                closed.AsSpan(plain.Length, TagBytes),
                plain,
                Encoding.UTF8.GetBytes(AssociatedData ?? "")
            );
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
