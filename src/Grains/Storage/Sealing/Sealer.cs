using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.Grains.Storage.Sealing;

/// <summary>
/// Seals single values at rest: AES-256-GCM with a random nonce of 96 bits, bound to table, column and row, so that a value moved
/// to another row does not open. The envelope reads <c>v1.{key id}.{Base64Url of nonce, ciphertext, tag}</c>. What must be found
/// again is also kept as a blind index: HMAC-SHA-256 with a key of its own, cut to 128 bits.
/// </summary>
public sealed class Sealer(SecretKeys keys)
{
    private const string Version = "v1";
    private const int NonceLength = 12;
    private const int TagLength = 16;

    /// <summary>The prefix of every value that is sealed with the present key.</summary>
    public string Present { get; } = $"{Version}.{keys.SealWith}.";

    /// <summary>Whether there are older keys, and so perhaps values to seal again.</summary>
    public bool HasOlderKeys => keys.Seal.Count > 1;

    public string Seal(in SealedPlace place, string value)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var box = new byte[NonceLength + plain.Length + TagLength];
        var nonce = box.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(keys.Seal[keys.SealWith], TagLength);
        aes.Encrypt(
            nonce,
            plain,
            box.AsSpan(NonceLength, plain.Length),
            box.AsSpan(NonceLength + plain.Length),
            place.Bytes()
        );
        return Present + Base64Url.EncodeToString(box);
    }

    /// <exception cref="CryptographicException">
    /// The value was changed, stands in another place than it was sealed for, or its key is not loaded.
    /// </exception>
    public string Open(in SealedPlace place, string envelope)
    {
        if (envelope.Split('.') is not [Version, var id, var text] || !keys.Seal.TryGetValue(id, out var key))
            throw new CryptographicException(
                $"A value of {place.Table}.{place.Column} is not sealed with a key that is loaded."
            );
        var box = Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : [];
        if (box.Length < NonceLength + TagLength)
            throw new CryptographicException($"A value of {place.Table}.{place.Column} is cut off.");
        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            box.AsSpan(0, NonceLength),
            box.AsSpan(NonceLength, plain.Length),
            box.AsSpan(NonceLength + plain.Length),
            plain,
            place.Bytes()
        );
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>The blind index of a value: equal for equal values of one column, and says nothing else.</summary>
    public Guid Index(string table, string column, string value)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(keys.Index, Encoding.UTF8.GetBytes($"{table}|{column}|{value}"), hash);
        return new(hash[..16], bigEndian: true);
    }
}

/// <summary>Where a sealed value stands. Moved elsewhere, it does not open.</summary>
public readonly record struct SealedPlace(string Table, string Column, Guid Row)
{
    internal byte[] Bytes() => Encoding.UTF8.GetBytes($"{Table}|{Column}|{Row:D}");
}
