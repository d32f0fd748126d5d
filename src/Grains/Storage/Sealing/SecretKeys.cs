using System.Text.RegularExpressions;

namespace FuelGrains.Grains.Storage.Sealing;

/// <summary>The keys themselves, judged: each has 32 bytes, and the one to seal with is among them.</summary>
public sealed partial class SecretKeys
{
    public const int Length = 32;

    private const string FilePrefix = "file:";

    /// <summary>Known to everybody who reads the source: for Development alone.</summary>
    public static readonly SecretKeys Development = new(
        "dev",
        new Dictionary<string, byte[]> { ["dev"] = "fuelgrains-development-seal-key!"u8.ToArray() },
        "fuelgrains-development-index-key"u8.ToArray()
    );

    private SecretKeys(string sealWith, IReadOnlyDictionary<string, byte[]> seal, byte[] index) =>
        (SealWith, Seal, Index) = (sealWith, seal, index);

    public string SealWith { get; }
    internal IReadOnlyDictionary<string, byte[]> Seal { get; }
    internal byte[] Index { get; }

    /// <exception cref="SecretKeysException">What is wrong, in one sentence that names the setting and never the key.</exception>
    public static SecretKeys Read(SecretsOptions options, bool isDevelopment)
    {
        if (options is { SealKeys.Count: 0, IndexKey: null, SealWith: null } && isDevelopment)
            return Development;
        if (options.SealKeys.Count == 0)
            throw new SecretKeysException(
                "Secrets:SealKeys is empty: name at least one key of 32 bytes in Base64 (Secrets:SealKeys:<id>), "
                    + "or openids and voucher codes could not be kept."
            );
        if (string.IsNullOrEmpty(options.IndexKey))
            throw new SecretKeysException(
                "Secrets:IndexKey is missing: 32 bytes in Base64, or customers could not be found by their openid."
            );
        var seal = options.SealKeys.ToDictionary(key => key.Key, key => Key($"Secrets:SealKeys:{key.Key}", key.Value));
        if (seal.Keys.FirstOrDefault(id => !KeyId().IsMatch(id)) is { } wrong)
            throw new SecretKeysException(
                $"Secrets:SealKeys names a key '{wrong}', but an id has 1 to 16 characters of a-z, 0-9 and -."
            );
        var with =
            options.SealWith
            ?? (seal.Count == 1 ? seal.Keys.Single() : null)
            ?? throw new SecretKeysException(
                "Secrets:SealWith is missing: with several keys it must say which one seals."
            );
        if (!seal.ContainsKey(with))
            throw new SecretKeysException(
                $"Secrets:SealWith is '{with}', but there is no such key in Secrets:SealKeys."
            );
        var index = Key("Secrets:IndexKey", options.IndexKey);
        if (!isDevelopment && (seal.Values.Append(index).Any(key => IsDevelopments(key))))
            throw new SecretKeysException(
                "Secrets holds a development key, which everybody knows; make keys of your own."
            );
        if (seal.Values.Any(key => key.AsSpan().SequenceEqual(index)))
            throw new SecretKeysException("Secrets:IndexKey is one of Secrets:SealKeys; it must be another key.");
        return new(with, seal, index);
    }

    private static bool IsDevelopments(byte[] key) =>
        key.AsSpan().SequenceEqual(Development.Index)
        || Development.Seal.Values.Any(known => key.AsSpan().SequenceEqual(known));

    private static byte[] Key(string setting, string value)
    {
        var text = value.StartsWith(FilePrefix, StringComparison.Ordinal)
            ? FromFile(setting, value[FilePrefix.Length..])
            : value;
        var bytes = new byte[Length + 1];
        return Convert.TryFromBase64String(text.Trim(), bytes, out var read) && read == Length
            ? bytes[..Length]
            : throw new SecretKeysException($"{setting} is not 32 bytes in Base64.");
    }

    private static string FromFile(string setting, string path)
    {
        try
        {
            if (
                !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0
            )
                throw new SecretKeysException(
                    $"{setting} is in the file '{path}', which everybody on the machine may read or write; take those rights away."
                );
            return File.ReadAllText(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new SecretKeysException($"{setting} is in the file '{path}', which cannot be read.", unreadable);
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,16}$")]
    private static partial Regex KeyId();
}

/// <summary>The keys are not usable; the message is one sentence for whoever started the program.</summary>
public sealed class SecretKeysException(string message, Exception? inner = null) : Exception(message, inner);
