using System.Security.Cryptography;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Tests.Storage.Sealing;

/// <summary>Keys that a test makes for itself.</summary>
internal static class TestSecrets
{
    public static string Key() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretKeys.Length));

    public static SecretsOptions Options(string sealWith, params (string Id, string Key)[] keys) =>
        new()
        {
            SealWith = sealWith,
            IndexKey = Key(),
            SealKeys = keys.ToDictionary(k => k.Id, k => k.Key),
        };

    /// <summary>As an operator turns the keys: a further one seals from now on, and the index key stays.</summary>
    public static SecretsOptions Rotated(SecretsOptions options, string id) =>
        new()
        {
            SealWith = id,
            IndexKey = options.IndexKey,
            SealKeys = new(options.SealKeys) { [id] = Key() },
        };

    public static SecretsOptions Without(SecretsOptions options, string id) =>
        new()
        {
            SealWith = options.SealWith,
            IndexKey = options.IndexKey,
            SealKeys = options.SealKeys.Where(k => k.Key != id).ToDictionary(),
        };

    public static Sealer Sealer(SecretsOptions options) => new(SecretKeys.Read(options, isDevelopment: false));
}
