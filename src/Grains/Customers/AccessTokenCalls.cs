namespace FuelGrains.Grains.Customers;

/// <summary>Asks for the access token from inside a silo.</summary>
internal static class AccessTokenCalls
{
    /// <summary>A token that should be valid; null: there is none now, also when the grain's silo does not answer.</summary>
    /// <param name="stale">The token that WeChat just called invalid.</param>
    public static async Task<string?> AccessTokenAsync(this IGrainFactory grains, string? stale)
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
