namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Connects a logged-in session with its station's grain: carries reports there, commands back, and renews itself every two seconds. The
/// link acts only while its connection is the active one, and only under that connection's fencing epoch.
/// </summary>
internal sealed class SiteLink : ISiteConnection, IDisposable
{
    private static readonly TimeSpan AnswerRetry = TimeSpan.FromSeconds(1);
    private const int AnswerTries = 60;

    private readonly ISiteSession _site;
    private readonly IGrainFactory _grains;
    private readonly FscLimits _limits;
    private readonly TimeProvider _time;
    private readonly ISiteGrain _station;
    private readonly ISiteConnection _self;
    private readonly ConnectRequest _request;
    private readonly Lock _lock = new();
    private ActiveConnection? _active;
    private bool _over;

    /// <summary>The state of one fencing epoch: another epoch starts with nothing.</summary>
    private sealed record ActiveConnection(
        long Epoch,
        SiteFeed Feed,
        SiteQueries Queries,
        CommandOrder Commands,
        CancellationTokenSource Stop
    );

    public SiteLink(
        StationId station,
        ConnectRequest request,
        ISiteSession site,
        IGrainFactory grains,
        FscLimits limits,
        TimeProvider time
    )
    {
        (Station, _request, _site, _grains, _limits, _time) = (station, request, site, grains, limits, time);
        _station = grains.GetGrain<ISiteGrain>(station.Value);
        _self = grains.CreateObjectReference<ISiteConnection>(this);
        HeardAt = request.HeardAt;
    }

    public StationId Station { get; }

    public DateTimeOffset HeardAt { get; set; }

    /// <summary>Null while the connection is not active.</summary>
    public SiteFeed? Feed => _active?.Feed;

    public Task<ConnectReply> ConnectAsync() => _station.ConnectAsync(_request, _self);

    public async Task RenewAsync() =>
        Adopt(await _station.RenewAsync(_request with { Epoch = _active?.Epoch ?? 0, HeardAt = HeardAt }, _self));

    public Task ModeAsync(ConnectReply mode)
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
        if (_active is not { } active)
            return;
        active.Queries.Heard(report);
        if (!active.Feed.Add(report))
            _site.Quit("more transactions than any forecourt has");
    }

    public async Task<LockedBySiteOutcome> LockedBySiteAsync(int pump, AuthorisationId authorisation)
    {
        if (_active is not { } active)
            return LockedBySiteOutcome.Stale;
        await active.Feed.TakenAsync().WaitAsync(_limits.AnswerWithin, _time);
        return await Pump(pump).LockedBySiteAsync(active.Epoch, authorisation);
    }

    /// <summary>Applies the mode that the grain decided for this connection.</summary>
    public void Adopt(ConnectReply reply)
    {
        ActiveConnection? active;
        lock (_lock)
        {
            if (_over)
                return;
            if (reply.Mode == SiteMode.Active && reply.Epoch < (_active?.Epoch ?? 0))
                return;
            active = _active;
            if (reply.Mode == SiteMode.Active && active?.Epoch != reply.Epoch)
                active = Activate(reply.Epoch);
            else if (reply.Mode is SiteMode.Passive)
                Demote();
        }
        if (reply.Mode == SiteMode.Closed)
            _site.Quit("another connection holds this site now");
        else if (reply is { Mode: SiteMode.Active, Refresh: true })
            active?.Queries.QueryEverything();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_over)
                return;
            _over = true;
            _active?.Stop.Cancel();
            _active = null;
        }
        _grains.DeleteObjectReference<ISiteConnection>(_self);
        _station.DisconnectAsync(_request.Connection).Ignore();
    }

    private ActiveConnection Activate(long epoch)
    {
        _active?.Stop.Cancel();
        var feed = new SiteFeed(batch => _station.ReportAsync(epoch, batch), _limits.MeterMerge, _time);
        var active = new ActiveConnection(epoch, feed, new(_site, feed, _time), new(), new());
        _active = active;
        if (_site.Can(FscMethod.SessionMode))
            _site.Notify(FscMethod.SessionMode, "active");
        _ = RunAsync(active);
        return active;
    }

    private void Demote()
    {
        if (_active is null)
            return;
        _active.Stop.Cancel();
        _active = null;
        if (_site.Can(FscMethod.SessionMode))
            _site.Notify(FscMethod.SessionMode, "passive");
    }

    private async Task RunAsync(ActiveConnection active)
    {
        try
        {
            if (
                await active.Feed.RunAsync(
                    (reply, heardAt) => active.Queries.QueryTransactions(reply.Ask, heardAt),
                    active.Stop.Token
                )
            )
                return;
            _site.Quit("another connection holds this site now");
        }
        catch (OperationCanceledException)
        {
            // The connection was demoted: its reports count for nothing any more.
        }
#pragma warning disable CA1031 // the reports cannot be delivered: the site connects again and reports everything anew
        catch (Exception)
        {
            _site.Quit("the server cannot take reports now");
        }
#pragma warning restore CA1031
    }

    private async Task ExecuteAsync(long epoch, SiteCommand command)
    {
        // A command of another epoch was meant for another connection.
        if (_active is not { } active || active.Epoch != epoch)
            return;
        var code = await SendAsync(active, command);
        for (var attempt = 0; attempt < AnswerTries; attempt++)
        {
            try
            {
                // Reports that came before this answer are written before it: fuel that flowed is known before a pump counts as locked.
                await active.Feed.TakenAsync().WaitAsync(AnswerRetry, _time);
                await Pump(command.Pump).AnsweredAsync(epoch, command, code);
                return;
            }
#pragma warning disable CA1031 // the grain moves; until it gets the answer, the outcome is unknown to it
            catch (Exception)
            {
                await Task.Delay(AnswerRetry, _time, CancellationToken.None);
            }
#pragma warning restore CA1031
        }
    }

    // The lock makes the check and the place in the connection's queue one step: commands leave in the order in which they passed it.
    private Task<int> SendAsync(ActiveConnection active, SiteCommand command)
    {
        var method = FscCommands.Method(command);
        lock (_lock)
            return _site.Can(method) && active.Commands.MayLeave(command)
                ? _site.CommandAsync(method, FscCommands.Arguments(command))
                : Task.FromResult(SiteCode.NotSent);
    }

    private IPumpGrain Pump(int number) => _grains.GetGrain<IPumpGrain>(new PumpKey(Station, number).ToString());
}
