namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// A logged-in session and its station's grain: carries reports there, commands back, and renews itself every two seconds.
/// It acts only while it holds the site, and only under the epoch it holds it by.
/// </summary>
internal sealed class SiteLink : ISiteConnection, IDisposable
{
    private static readonly TimeSpan AnswerRetry = TimeSpan.FromSeconds(1);
    private const int AnswerTries = 60;

    private readonly ISiteTalk _site;
    private readonly IGrainFactory _grains;
    private readonly FscLimits _limits;
    private readonly TimeProvider _time;
    private readonly ISiteGrain _station;
    private readonly ISiteConnection _self;
    private readonly SiteHello _hello;
    private readonly Lock _lock = new();
    private Holding? _holding;
    private bool _over;

    /// <summary>What belongs to one epoch: another epoch starts with nothing.</summary>
    private sealed record Holding(long Epoch, SiteFeed Feed, SiteQueries Queries, CancellationTokenSource Stop);

    public SiteLink(
        StationId station,
        SiteHello hello,
        ISiteTalk site,
        IGrainFactory grains,
        FscLimits limits,
        TimeProvider time
    )
    {
        (Station, _hello, _site, _grains, _limits, _time) = (station, hello, site, grains, limits, time);
        _station = grains.GetGrain<ISiteGrain>(station.Value);
        _self = grains.CreateObjectReference<ISiteConnection>(this);
        HeardAt = hello.HeardAt;
    }

    public StationId Station { get; }

    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Null while it does not hold the site.</summary>
    public SiteFeed? Feed => _holding?.Feed;

    public Task<SiteWelcome> ConnectAsync() => _station.ConnectAsync(_hello, _self);

    public async Task RenewAsync() =>
        Adopt(await _station.RenewAsync(_hello with { Epoch = _holding?.Epoch ?? 0, HeardAt = HeardAt }, _self));

    public Task ModeAsync(SiteWelcome mode)
    {
        Adopt(mode);
        return Task.CompletedTask;
    }

    public Task CommandAsync(long epoch, SiteCommand command)
    {
        _ = ExecuteAsync(epoch, command);
        return Task.CompletedTask;
    }

    public void Heard(TransactionReport report)
    {
        if (_holding is not { } holding)
            return;
        holding.Queries.Heard(report);
        if (!holding.Feed.Add(report))
            _site.Quit("more transactions than any forecourt has");
    }

    public async Task<LockedBySiteOutcome> LockedBySiteAsync(int pump, AuthorisationId authorisation)
    {
        if (_holding is not { } holding)
            return LockedBySiteOutcome.Stale;
        await holding.Feed.TakenAsync().WaitAsync(_limits.AnswerWithin, _time);
        return await Pump(pump).LockedBySiteAsync(holding.Epoch, authorisation);
    }

    /// <summary>Takes what the grain says this connection is now.</summary>
    public void Adopt(SiteWelcome welcome)
    {
        Holding? holding;
        lock (_lock)
        {
            if (_over)
                return;
            if (welcome.Mode == SiteMode.Active && welcome.Epoch < (_holding?.Epoch ?? 0))
                return;
            holding = _holding;
            if (welcome.Mode == SiteMode.Active && holding?.Epoch != welcome.Epoch)
                holding = Hold(welcome.Epoch);
            else if (welcome.Mode is SiteMode.Passive)
                LetGo();
        }
        if (welcome.Mode == SiteMode.Closed)
            _site.Quit("another connection holds this site now");
        else if (welcome is { Mode: SiteMode.Active, Refresh: true })
            holding?.Queries.AskEverything();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_over)
                return;
            _over = true;
            _holding?.Stop.Cancel();
            _holding = null;
        }
        _grains.DeleteObjectReference<ISiteConnection>(_self);
        _station.DisconnectAsync(_hello.Connection).Ignore();
    }

    private Holding Hold(long epoch)
    {
        _holding?.Stop.Cancel();
        var feed = new SiteFeed(batch => _station.ReportAsync(epoch, batch), _limits.MeterMerge, _time);
        var holding = new Holding(epoch, feed, new(_site, feed, _time), new());
        _holding = holding;
        if (_site.Can(FscMethod.SessionMode))
            _site.Notify(FscMethod.SessionMode, "active");
        _ = RunAsync(holding);
        return holding;
    }

    private void LetGo()
    {
        if (_holding is null)
            return;
        _holding.Stop.Cancel();
        _holding = null;
        if (_site.Can(FscMethod.SessionMode))
            _site.Notify(FscMethod.SessionMode, "passive");
    }

    private async Task RunAsync(Holding holding)
    {
        try
        {
            if (
                await holding.Feed.RunAsync(
                    (reply, heardAt) => holding.Queries.AskTransactions(reply.Ask, heardAt),
                    holding.Stop.Token
                )
            )
                return;
            _site.Quit("another connection holds this site now");
        }
        catch (OperationCanceledException)
        {
            // Let go: its reports count for nothing any more.
        }
#pragma warning disable CA1031 // the reports cannot be delivered: the site connects again and tells everything anew
        catch (Exception)
        {
            _site.Quit("the server cannot take reports now");
        }
#pragma warning restore CA1031
    }

    private async Task ExecuteAsync(long epoch, SiteCommand command)
    {
        // A command of another epoch was meant for another connection.
        if (_holding is not { } holding || holding.Epoch != epoch)
            return;
        var method = FscCommands.Method(command);
        var code = _site.Can(method)
            ? await _site.CommandAsync(method, FscCommands.Arguments(command))
            : SiteCode.NotSent;
        for (var attempt = 0; attempt < AnswerTries; attempt++)
        {
            try
            {
                // What the site told before this answer is written before it: fuel that flowed is known before a pump counts as locked.
                await holding.Feed.TakenAsync().WaitAsync(AnswerRetry, _time);
                await Pump(command.Pump).AnsweredAsync(epoch, command, code);
                return;
            }
#pragma warning disable CA1031 // the grain moves; until it knows the answer, the outcome is unknown to it
            catch (Exception)
            {
                await Task.Delay(AnswerRetry, _time, CancellationToken.None);
            }
#pragma warning restore CA1031
        }
    }

    private IPumpGrain Pump(int number) => _grains.GetGrain<IPumpGrain>(new PumpKey(Station, number).ToString());
}
