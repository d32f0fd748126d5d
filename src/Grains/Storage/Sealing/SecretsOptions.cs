namespace FuelGrains.Grains.Storage.Sealing;

/// <summary>
/// The keys of what must not be readable at rest. Section <c>Secrets</c>, the same on every silo. A key is 32 bytes in Base64, or
/// <c>file:</c> and the path of a file that holds that.
/// </summary>
public sealed class SecretsOptions
{
    /// <summary>Sealing keys by their ids. An old one stays here until nothing is sealed with it any more.</summary>
    public Dictionary<string, string> SealKeys { get; set; } = [];

    /// <summary>The id of the key that seals from now on. Default: the only one there is.</summary>
    public string? SealWith { get; set; }

    /// <summary>The key of the blind indexes. It cannot be changed: nothing would be found again.</summary>
    public string? IndexKey { get; set; }
}
