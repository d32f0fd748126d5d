namespace FuelGrains.Grains.Customers;

/// <summary>Asks for the access token from inside a silo.</summary>
internal static class AccessTokenCalls
{
    /// <summary>Access tokens that are tried: the first one may have been revoked.</summary>
    private const int MaxTokens = 2;

    /// <summary>
    /// Tokens to try in turn: whoever goes on to the next one says that WeChat called the last one invalid. None, or no further one: there
    /// is no valid token now, and nothing was done with one.
    /// </summary>
    public static async IAsyncEnumerable<string> AccessTokensAsync(this IGrainFactory grains)
    {
        string? stale = null;
        for (var round = 0; round < MaxTokens; round++)
        {
            if (await grains.AccessTokenAsync(stale) is not { } token)
                yield break;
            yield return token;
            stale = token;
        }
    }

    /// <summary>A token that should be valid; null: there is none now, also when the grain's silo does not answer.</summary>
    /// <param name="stale">The token that WeChat just called invalid.</param>
    private static async Task<string?> AccessTokenAsync(this IGrainFactory grains, string? stale)
    {
        try
        {
            return await grains.GetGrain<IAccessTokenGrain>(0).GetAsync(stale);
        }
        catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
        {
            return null;
        }
    }
}
