using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers;

/// <summary>Keeps the access token fresh; all callers during a fetch wait for that one fetch.</summary>
[Reentrant]
public sealed class AccessTokenGrain(IWeChatMessages weChat, TimeProvider time) : Grain, IAccessTokenGrain
{
    /// <summary>WeChat hands out the next token five minutes before the old one ends; both work in between.</summary>
    private static readonly TimeSpan RefreshAhead = TimeSpan.FromMinutes(4);

    /// <summary>Shortest time between two fetches while there is a token, valid or not.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    /// <summary>Shortest time between two fetches while there is no token and messages wait.</summary>
    private static readonly TimeSpan RestWhileNone = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(30);

    private AccessToken? _token;
    private string? _stale;
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private Task? _fetching;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        // The timer fetches ahead of time, also when nobody asks.
        this.RegisterGrainTimer(
            _ => _token is not null && Remaining() < RefreshAhead ? FetchAsync(Rest) : Task.CompletedTask,
            CheckEvery,
            CheckEvery
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
