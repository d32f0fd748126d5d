using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers;

/// <summary>Keeps the access token fresh; whoever asks while it is being fetched waits for the same fetch.</summary>
[Reentrant]
public sealed class AccessTokenGrain(IWeChatMessages weChat, TimeProvider time) : Grain, IAccessTokenGrain
{
    /// <summary>WeChat hands out the next token five minutes before the old one's end; both work in between.</summary>
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(4);

    /// <summary>Between two fetches while there is a token, good or not.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>While there is none and messages wait.</summary>
    private static readonly TimeSpan RestWhileNone = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private AccessToken? _token;
    private string? _stale;
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private Task? _fetching;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // Ahead of time also when nobody asks.
        this.RegisterGrainTimer(
            _ => _token is not null && Remaining() < RefreshAhead ? FetchAsync(Rest) : Task.CompletedTask,
            Look,
            Look
        );
        return Task.CompletedTask;
    }

    public async Task<string?> GetAsync(string? staleToken)
    {
        if (staleToken is not null && staleToken == _token?.Token)
            _stale = staleToken;
        if (_token is null || Remaining() <= TimeSpan.Zero)
            await FetchAsync(RestWhileNone);
        else if (_token.Token == _stale)
            await FetchAsync(Rest);
        else if (Remaining() < RefreshAhead)
            FetchAsync(Rest).Ignore();
        return _token is { } token && token.Token != _stale && Remaining() > TimeSpan.Zero ? token.Token : null;
    }

    private TimeSpan Remaining() => _token!.ExpiresAt - time.GetUtcNow();

    private Task FetchAsync(TimeSpan rest)
    {
        if (_fetching is { IsCompleted: false })
            return _fetching;
        if ((time.GetUtcNow() - _fetchedAt).Duration() < rest)
            return Task.CompletedTask;
        _fetchedAt = time.GetUtcNow();
        return _fetching = KeepAsync();
    }

    private async Task KeepAsync()
    {
        if (await weChat.FetchTokenAsync(CancellationToken.None) is { } fresh)
            _token = fresh;
    }
}
