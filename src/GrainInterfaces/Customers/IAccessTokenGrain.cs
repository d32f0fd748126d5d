namespace FuelGrains.GrainInterfaces.Customers;

/// <summary>Owns WeChat's access token, key 0: one for all, because a fresh one may end the one before it.</summary>
[Alias("fuel.access-token")]
public interface IAccessTokenGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Returns a token that should be valid, or null when WeChat gives none now; then try later.
    /// </summary>
    /// <param name="staleToken">The token that WeChat just called invalid: the grain fetches another, at most once a minute.</param>
    [Alias("get")]
    Task<string?> GetAsync(string? staleToken = null);
}
