using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// One fuel station, live: which connection of its site holds it, what that connection tells, and the board that screens
/// show. Sales and epochs are in the ledger; the rest is known again from the site within seconds.
/// </summary>
public sealed class StationGrain(
    StationLedger stations,
    FuelSaleLedger sales,
    TimeProvider time,
    ILogger<StationGrain> log
) : Grain, IStationGrain, ISiteGrain
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(2);
    private static readonly SiteReply Superseded = new(Current: false, []);

    private readonly SiteConnections _connections = new(time);
    private ForecourtModel _model = null!;
    private BoardFeed _feed = null!;
    private OwnedStation? _station;
    private long _epoch;

    private StationId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _model = new(Id);
        _feed = new(Id, _model, time, log);
        await TakeAsync();
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
        await TakeAsync();
        await CutRetiredAsync();
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

    public async Task<SiteWelcome> ConnectAsync(SiteHello hello, ISiteConnection connection)
    {
        if (!Exists())
            return new(SiteMode.BadCredentials);
        _connections.Expire();
        var mode = _connections.Judge(hello);
        if (mode == SiteMode.Passive)
            _connections.Put(hello, connection, active: false);
        if (mode != SiteMode.Active)
            return new(mode);
        if (await stations.ConnectAsync(Id, hello.SecretHash, CancellationToken.None) is not { } epoch)
            return new(SiteMode.BadCredentials);
        var others = _connections.All.Where(entry => entry.Hello.Connection != hello.Connection).ToList();
        foreach (var other in others)
            Demote(other, SiteConnections.Replaces(hello));
        Hold(hello, connection, epoch);
        return new(SiteMode.Active, epoch, Refresh: true);
    }

    public async Task<SiteWelcome> RenewAsync(SiteHello hello, ISiteConnection connection)
    {
        if (!Exists())
            return new(SiteMode.Closed);
        if (hello.Epoch > _epoch)
            await ReadEpochAsync();
        var known = _connections.Find(hello.Connection);
        if (hello.Epoch == _epoch && hello.Epoch > 0)
        {
            if (known is null || _connections.Active != known)
            {
                // While nobody was here to cut it, its secret may have ended.
                if (!(await stations.ValidSecretsAsync(Id, CancellationToken.None)).Contains(hello.SecretHash))
                    return await EndAsync();
                // A fresh activation, or the node had fallen silent: what the pumps do is asked again.
                Hold(hello, connection, _epoch);
                return new(SiteMode.Active, _epoch, Refresh: true);
            }
            _connections.Put(hello, connection, active: true);
            _model.Heard(hello.HeardAt);
            return new(SiteMode.Active, _epoch);
        }
        // The message that it holds the site now was lost.
        if (hello.Epoch == 0 && known is not null && _connections.Active == known)
            return new(SiteMode.Active, _epoch, Refresh: true);
        var waits = hello.Epoch == 0 ? !SiteConnections.Replaces(hello) : known is { Hello.Epoch: 0 };
        if (!waits)
            return new(SiteMode.Closed);
        _connections.Put(hello with { Epoch = 0 }, connection, active: false);
        return new(SiteMode.Passive);
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
        if (epoch != _epoch || !await WriteAsync(epoch, batch))
            return Superseded;
        var now = time.GetUtcNow();
        _model.Heard(now);
        var ask = ImmutableArray.CreateBuilder<int>();
        foreach (var pump in batch.Pumps)
            if (_model.Apply(pump, now) is > 0 and var wanted)
                ask.Add(wanted);
        foreach (var meter in batch.Meters)
            _model.Apply(meter, now);
        _feed.Changed(
            atOnce: batch.Pumps.Length + batch.Prices.Length + batch.Transactions.Length + batch.Listed.Length > 0
        );
        return new(Current: true, ask.DrainToImmutable());
    }

    // What must not be lost, on disk before it is answered; false when the ledger says that another connection holds the site.
    private async Task<bool> WriteAsync(long epoch, SiteBatch batch)
    {
        var now = time.GetUtcNow();
        var (products, prices) = (
            batch.Products.Where(_model.IsNews).ToImmutableArray(),
            batch.Prices.Where(price => _model.IsNews(price, now)).ToImmutableArray()
        );
        if (products.Length + prices.Length > 0)
        {
            if (
                await stations.ReportProductsAsync(Id, epoch, products, prices, CancellationToken.None) is not { } known
            )
                return false;
            _model.SetProducts(known);
        }
        foreach (var price in batch.Prices)
            _model.PriceConfirmed(price.Product, now);
        var reports = batch.Transactions.Where(FuelSaleRule.IsSale).ToImmutableArray();
        if (reports.Length > 0)
        {
            if (
                await sales.ReportAsync(Id, epoch, _station!.Profile.Currency, reports, CancellationToken.None)
                is not { } written
            )
                return false;
            foreach (var sale in written)
                Show(sale, now);
        }
        foreach (var listed in batch.Listed)
        {
            if (await sales.SettleUnlistedAsync(Id, epoch, listed, CancellationToken.None) is not { } gone)
                return false;
            foreach (var sale in gone)
                _model.Apply(sale, now);
        }
        return true;
    }

    private void Show(FuelSale sale, DateTimeOffset now)
    {
        if (sale.State == FuelSaleState.Held)
            log.LogWarning(
                "Sale {Transaction} at pump {Pump} is held, not charged: {Reason}",
                sale.SiteTransaction,
                sale.Pump,
                sale.Hold
            );
        _model.Apply(sale, now);
        // The order that paid for it goes on now; it looks by itself, too.
        if (sale is { Authorisation: { } authorisation, State: FuelSaleState.Open or FuelSaleState.Held })
            GrainFactory.GetGrain<IFuelOrderGrain>(authorisation.Value).AdvanceAsync().Ignore();
    }

    private async Task CutRetiredAsync()
    {
        if (_connections.All.Count == 0)
            return;
        var valid = await stations.ValidSecretsAsync(Id, CancellationToken.None);
        foreach (var entry in _connections.All.Where(entry => !valid.Contains(entry.Hello.SecretHash)).ToList())
        {
            if (entry == _connections.Active)
                await EndAsync();
            Demote(entry, closed: true);
        }
    }

    // Under a higher epoch nothing that its socket still says counts, whether or not the node hears that it is over.
    private async Task<SiteWelcome> EndAsync()
    {
        _epoch = await stations.EndConnectionAsync(Id, _epoch, CancellationToken.None);
        _model.Disconnect();
        return new(SiteMode.Closed);
    }

    private async Task TakeAsync()
    {
        if (await stations.TakeAsync(Id, CancellationToken.None) is not { } taken)
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
        // Another activation let somebody in: what this one believed of the site is void.
        _epoch = epoch;
        if (_connections.Active is { } active)
            _connections.Remove(active.Hello.Connection);
        _model.Disconnect();
    }

    private void Hold(SiteHello hello, ISiteConnection connection, long epoch)
    {
        _epoch = epoch;
        _connections.Put(hello with { Epoch = epoch }, connection, active: true);
        _model.Connect(hello.Meters);
        _model.Heard(hello.HeardAt);
        _feed.Changed(atOnce: true);
    }

    private void Demote(SiteConnections.Entry other, bool closed)
    {
        if (closed)
            _connections.Remove(other.Hello.Connection);
        else
            _connections.Put(other.Hello with { Epoch = 0 }, other.Connection, active: false);
        other.Connection.ModeAsync(new(closed ? SiteMode.Closed : SiteMode.Passive)).Ignore();
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
        if (await stations.ConnectAsync(Id, next.Hello.SecretHash, CancellationToken.None) is not { } epoch)
        {
            Demote(next, closed: true);
            return;
        }
        Hold(next.Hello, next.Connection, epoch);
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
