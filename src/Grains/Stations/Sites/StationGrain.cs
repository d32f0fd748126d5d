using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>
/// A fuel station, live: the active connection of its site, the reports of that connection, and the board that screens show. Sales and
/// epochs are in the ledger; the site reports the rest again within seconds.
/// </summary>
public sealed class StationGrain(
    StationStore stations,
    FuelSaleIntake sales,
    TimeProvider time,
    ILogger<StationGrain> log
) : Grain, IStationGrain, ISiteGrain
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2);
    private static readonly SiteReply Superseded = new(Current: false, []);

    private readonly SiteConnections _connections = new(time);
    private ForecourtModel _model = null!;
    private BoardFeed _feed = null!;
    private SiteIntake _intake = null!;
    private OwnedStation? _station;
    private long _epoch;

    private StationId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _model = new(Id);
        _feed = new(Id, _model, time, log);
        _intake = new(Id, stations, sales, _model, GrainFactory, time, log);
        await TakeOverAsync();
        var push = this.RegisterGrainTimer(
            PushAsync,
            new()
            {
                DueTime = Timeout.InfiniteTimeSpan,
                Period = Timeout.InfiniteTimeSpan,
                Interleave = true,
            }
        );
        _feed.PushAfter = due => push.Change(due, Timeout.InfiniteTimeSpan);
        this.RegisterGrainTimer(CheckAsync, new() { DueTime = CheckEvery, Period = CheckEvery });
    }

    public async Task RegisterAsync(StationView station)
    {
        var profile =
            _station?.Profile
            ?? new()
            {
                Name = "",
                City = "",
                Address = "",
                PaymentMethod = "fuelgrains",
            };
        await stations.SaveAsync(
            Id,
            profile with
            {
                Name = station.Name,
                City = station.City,
                Address = station.Address,
                LatitudeE6 = station.LatitudeE6,
                LongitudeE6 = station.LongitudeE6,
                OpensMinute = station.OpensMinute,
                ClosesMinute = station.ClosesMinute,
            },
            "registration",
            CancellationToken.None
        );
        await ReloadAsync();
    }

    public async Task ReloadAsync()
    {
        await TakeOverAsync();
        await CloseRetiredAsync();
        _feed.Changed(atOnce: true);
    }

    public Task<StationUpdate?> AttachAsync(IWebNode node) => Task.FromResult(Exists() ? _feed.Attach(node) : null);

    public Task<Forecourt?> ForecourtAsync() =>
        Task.FromResult(
            Exists()
                ? new Forecourt(_model.Board, _epoch, _station!.Profile.PaymentMethod, _station.Profile.Currency)
                : null
        );

    public Task<bool> SendAsync(long epoch, SiteCommand command)
    {
        if (_connections.Active is not { } active || epoch != _epoch)
            return Task.FromResult(false);
        active.Connection.CommandAsync(epoch, command).Ignore();
        return Task.FromResult(true);
    }

    public Task SaleChangedAsync(FuelSale sale)
    {
        _model.Apply(sale, time.GetUtcNow());
        _feed.Changed(atOnce: true);
        return Task.CompletedTask;
    }

    public async Task<ConnectReply> ConnectAsync(ConnectRequest request, ISiteConnection connection)
    {
        if (!Exists())
            return new(SiteMode.BadCredentials);
        _connections.Expire();
        var mode = _connections.Elect(request);
        if (mode == SiteMode.Passive)
            _connections.AddPassive(request, connection);
        if (mode != SiteMode.Active)
            return new(mode);
        if (await stations.ConnectAsync(Id, request.SecretHash, CancellationToken.None) is not { } epoch)
            return new(SiteMode.BadCredentials);
        _connections.Promote(request, connection, epoch);
        OnActivated(request, epoch);
        return new(SiteMode.Active, epoch, Refresh: true);
    }

    public async Task<ConnectReply> RenewAsync(ConnectRequest request, ISiteConnection connection)
    {
        if (!Exists())
            return new(SiteMode.Closed);
        if (request.Epoch > _epoch)
            await ReadEpochAsync();
        switch (_connections.Renew(request, _epoch))
        {
            case SiteRenewal.StaysActive:
                _connections.Activate(request, connection, _epoch);
                _model.Heard(request.HeardAt);
                return new(SiteMode.Active, _epoch);
            case SiteRenewal.WasPromoted:
                return new(SiteMode.Active, _epoch, Refresh: true);
            case SiteRenewal.Resumes:
                // The secret may have been retired while no activation was here to close its connections.
                if (!(await stations.ValidSecretsAsync(Id, CancellationToken.None)).Contains(request.SecretHash))
                    return await EndAsync();
                _connections.Activate(request, connection, _epoch);
                OnActivated(request, _epoch);
                return new(SiteMode.Active, _epoch, Refresh: true);
            case SiteRenewal.StaysPassive:
                _connections.AddPassive(request, connection);
                return new(SiteMode.Passive);
            default:
                return new(SiteMode.Closed);
        }
    }

    public async Task DisconnectAsync(Guid connection)
    {
        _connections.Remove(connection);
        await CheckAsync(CancellationToken.None);
    }

    public async Task<SiteReply> ReportAsync(long epoch, SiteBatch batch)
    {
        if (!Exists())
            return Superseded;
        if (epoch > _epoch)
            await ReadEpochAsync();
        if (
            epoch != _epoch
            || await _intake.AcceptAsync(epoch, _station!.Profile.Currency, batch) is not { } pumpsToQuery
        )
            return Superseded;
        _feed.Changed(
            atOnce: batch.Pumps.Length + batch.Prices.Length + batch.Transactions.Length + batch.Listed.Length > 0
        );
        return new(Current: true, pumpsToQuery);
    }

    private async Task CloseRetiredAsync()
    {
        if (_connections.IsEmpty)
            return;
        foreach (var entry in _connections.Retired(await stations.ValidSecretsAsync(Id, CancellationToken.None)))
        {
            if (entry == _connections.Active)
                await EndAsync();
            _connections.Close(entry);
        }
    }

    // A higher epoch makes everything worthless that the old socket still says, even when its node never hears of the end.
    private async Task<ConnectReply> EndAsync()
    {
        _epoch = await stations.EndConnectionAsync(Id, _epoch, CancellationToken.None);
        _model.Disconnect();
        return new(SiteMode.Closed);
    }

    private async Task TakeOverAsync()
    {
        if (await stations.TakeOverAsync(Id, CancellationToken.None) is not { } taken)
            return;
        (_station, _epoch, _feed.Epoch) = (taken, taken.ConnectionEpoch, taken.Epoch);
        _model.Name = taken.Profile.Name;
        _model.SetProducts(taken.Products);
        foreach (var sale in taken.Unsettled)
            _model.Apply(sale, sale.ReportedAt);
    }

    private async Task ReadEpochAsync()
    {
        var epoch = await stations.ConnectionEpochAsync(Id, CancellationToken.None);
        if (epoch == _epoch)
            return;
        // Another activation made a connection active: this activation knows nothing current of the site.
        _epoch = epoch;
        if (_connections.Active is { } active)
            _connections.Remove(active.Request.Connection);
        _model.Disconnect();
    }

    private void OnActivated(ConnectRequest request, long epoch)
    {
        _epoch = epoch;
        _model.Connect(request.Meters);
        _model.Heard(request.HeardAt);
        _feed.Changed(atOnce: true);
    }

    private async Task CheckAsync(CancellationToken ct)
    {
        _connections.Expire();
        if (_connections.Active is null && _model.Connected)
        {
            _model.Disconnect();
            _feed.Changed(atOnce: true);
        }
        if (_connections.Successor() is { } next)
            await PromoteAsync(next);
        _feed.Tick();
    }

    private async Task PromoteAsync(SiteConnections.Entry next)
    {
        if (await stations.ConnectAsync(Id, next.Request.SecretHash, CancellationToken.None) is not { } epoch)
        {
            _connections.Close(next);
            return;
        }
        _connections.Activate(next.Request, next.Connection, epoch);
        OnActivated(next.Request, epoch);
        next.Connection.ModeAsync(new(SiteMode.Active, epoch, Refresh: true)).Ignore();
    }

    private bool Exists()
    {
        if (_station is null)
            DeactivateOnIdle();
        return _station is not null;
    }

    private Task PushAsync(CancellationToken ct)
    {
        _feed.Push();
        return Task.CompletedTask;
    }
}
