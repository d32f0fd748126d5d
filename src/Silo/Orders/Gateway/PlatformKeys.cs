using System.Collections.Immutable;
using FuelGrains.Grains.Orders.Gateway;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// WeChat's own keys by serial: platform certificates (two are valid during a switch), the public key, or all of them.
/// </summary>
internal sealed class PlatformKeys : IPlatformSerials
{
    /// <summary>The longest serial: WeChat's are 40 hex digits, or PUB_KEY_ID_ and 24 digits.</summary>
    private const int LongestSerial = 64;

    private readonly KeyValuePair<string, RsaKey>? _publicKey;
    private volatile ImmutableDictionary<string, RsaKey> _keys;

    public PlatformKeys(string? publicKeyId, RsaKey? publicKey)
    {
        _publicKey = publicKeyId is null || publicKey is null ? null : new(publicKeyId, publicKey);
        _keys = With(ImmutableDictionary<string, RsaKey>.Empty);
    }

    /// <summary>The public key of the settings, if there is one. Certificates are added later.</summary>
    public static PlatformKeys Of(WeChatPayIdentity identity) => new(identity.PublicKeyId, identity.PublicKey);

    public bool IsEmpty => _keys.IsEmpty;

    /// <summary>Raised for each unknown serial.</summary>
    public Action<string>? Missed { get; set; }

    public RsaKey? Find(string serial)
    {
        if (serial.Length is 0 or > LongestSerial)
            return null;
        if (_keys.TryGetValue(serial, out var key))
            return key;
        Missed?.Invoke(serial);
        return null;
    }

    public ImmutableArray<string> All(string missed)
    {
        Find(missed);
        return [.. _keys.Keys];
    }

    /// <summary>Replaces the certificates.</summary>
    public void Replace(IEnumerable<KeyValuePair<string, RsaKey>> certificates) =>
        _keys = With(certificates.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase));

    private ImmutableDictionary<string, RsaKey> With(ImmutableDictionary<string, RsaKey> certificates)
    {
        certificates = certificates.WithComparers(StringComparer.OrdinalIgnoreCase);
        return _publicKey is { } one ? certificates.SetItem(one.Key, one.Value) : certificates;
    }
}
