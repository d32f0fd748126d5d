using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Utilities;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Owns a shard's units and orders: <see cref="StockShard"/> decides, <see cref="ShardWriter"/> makes it true on disk,
/// <see cref="ShardGate"/> and <see cref="LiveNodes"/> tell the web nodes. Reentrant: requests join a batch while another commits.
/// </summary>
[Reentrant]
public sealed class StockShardGrain : Grain, IStockShardGrain, ITeamShardGrain, IOrderOwnerGrain, IDisposable
{
    private readonly IStockTable _ledger;
    private readonly StockShardLimits _limits;
    private readonly LiveNodes _live;
    private readonly OutboxSignal _bell;
    private readonly TimeProvider _time;
    private readonly StockShard _shard;
    private readonly ShardWriter _writer;
    private readonly ObserverManager<IWebNode> _nodes;
    private readonly CancellationTokenSource _stop = new();
    private ShardGate? _gate;
    private bool _stockDirty;
    private ShardLoans? _loans;
    private readonly TeamWatchers _watchers;

    public StockShardGrain(
        IStockTable ledger,
        IOptions<StockShardLimits> limits,
        LiveNodes live,
        OutboxSignal bell,
        TimeProvider time,
        ILogger<StockShardGrain> log
    )
    {
        (_ledger, _limits, _live, _bell, _time) = (ledger, limits.Value, live, bell, time);
        _shard = new StockShard(_limits);
        _writer = new ShardWriter(_shard, ledger, _limits, time, log, _stop.Token)
        {
            Committed = OnCommitted,
            Forgot = DeactivateOnIdle,
        };
        _nodes = new(_limits.ObserverExpiry, log);
        _watchers = new(GrainFactory, time, _limits.ObserverExpiry);
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var key = StockShardKey.Parse(this.GetPrimaryKeyString());
        var opening = await _ledger.OpenAsync(key, _shard, cancellationToken);
        if (opening is null)
            return;
        _shard.Opened(key, opening);
        if (_shard.Terms.Shards > 1)
            _loans = new ShardLoans(_shard, _ledger, GrainFactory, _time);
        _gate = new ShardGate(_shard, _loans, _nodes, _limits, _time);
        ShardMetrics.Opened(_shard, _time.GetElapsedTime(started));
        this.RegisterGrainTimer(
            Tick,
            new()
            {
                DueTime = TimeSpan.Zero,
                Period = _limits.Tick,
                Interleave = true,
            }
        );
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_gate is not null)
        {
            await _writer
                .DrainAsync()
                .WaitAsync(cancellationToken)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
            ShardMetrics.Closed(_shard);
        }
        await _stop.CancelAsync();
    }

    public void Dispose() => _stop.Dispose();

    public Task<HoldReply> HoldAsync(HoldRequest request)
    {
        if (Unusable(out var missing))
            return Task.FromResult(new HoldReply(missing ? HoldOutcome.NotFound : HoldOutcome.Retry));
        var reply = _shard.Hold(request, _time.GetUtcNow(), out var order);
        if (reply is null)
            return _writer.WaitForHold(order);
        return _loans is not null && TooFew(reply.Value.Outcome)
            ? BorrowThenHoldAsync(request)
            : Task.FromResult(reply.Value);
    }

    public async Task<SeatReply> SeatAsync(SeatRequest request)
    {
        while (true)
        {
            if (Unusable(out var missing))
                return new(new(missing ? HoldOutcome.NotFound : HoldOutcome.Retry));
            var reply = _shard.Seat(request, _time.GetUtcNow(), out var order);
            if (reply is null)
            {
                var held = await _writer.WaitForHold(order);
                return held.Outcome == HoldOutcome.Held ? _shard.SeatReply(order, held.Outcome) : new(held);
            }
            if (_loans is null || !TooFew(reply.Value.Hold.Outcome))
                return reply.Value;
            if (_loans.IsDry)
                return new(_loans.Judge(reply.Value.Hold));
            if (!await BorrowAsync(1))
                return new(new(HoldOutcome.Retry));
        }
    }

    public Task<TransitionReply> LeaveAsync(TeamId team, CustomerId customer)
    {
        if (Unusable(out var missing))
            return Task.FromResult(
                new TransitionReply(missing ? TransitionOutcome.NotFound : TransitionOutcome.Unknown, default, default)
            );
        var reply = _shard.Leave(team, customer, _time.GetUtcNow(), out var slot);
        return reply is { } now ? Task.FromResult(now) : _writer.WaitForMove(slot);
    }

    public Task<TeamCloseOutcome> CloseTeamAsync(TeamId team, string staff, string reason)
    {
        if (Unusable(out var missing))
            return Task.FromResult(missing ? TeamCloseOutcome.NotFound : TeamCloseOutcome.Retry);
        return _shard.CloseTeam(team, staff, reason, _time.GetUtcNow()) is { } now
            ? Task.FromResult(now)
            : _writer.WaitForEnd(team);
    }

    public Task<long> WatchTeamAsync(TeamId team)
    {
        if (Unusable(out _))
            return Task.FromResult(0L);
        _watchers.Add(team);
        return Task.FromResult(_shard.RevisionOf(team));
    }

    public Task<TransitionReply> ApplyAsync(OrderCommand command)
    {
        if (Unusable(out var missing))
            return Task.FromResult(
                new TransitionReply(missing ? TransitionOutcome.NotFound : TransitionOutcome.Unknown, default, default)
            );
        var reply = _shard.Move(command, _time.GetUtcNow(), out var slot);
        return reply is { } now ? Task.FromResult(now) : _writer.WaitForMove(slot);
    }

    public Task ExpireOverdueAsync()
    {
        if (!Unusable(out _))
            Expire();
        return Task.CompletedTask;
    }

    public Task<GateUpdate?> AttachGateAsync(IWebNode node) =>
        Task.FromResult(Unusable(out _) ? null : _gate!.Attach(node));

    public async Task<LoanReply> GiveAsync(int toShard, long wanted)
    {
        if (Unusable(out _))
            return default;
        var units = _shard.Lend(toShard, wanted);
        if (units > 0 && !await _writer.WaitForLoan())
            units = 0;
        return new(units, _shard.FirstReturn());
    }

    public async Task ReloadAsync()
    {
        if (_gate is not null)
            await _writer.DrainAsync();
        else
            DeactivateOnIdle();
    }

    private bool Unusable(out bool missing)
    {
        missing = _gate is null;
        // A campaign that is published a moment later must not meet this empty memory again.
        if (missing)
            DeactivateOnIdle();
        return missing || _writer.Forgotten;
    }

    // Those who wait together share one loan, and it may be too small for all of them: ask until the siblings are dry.
    private async Task<HoldReply> BorrowThenHoldAsync(HoldRequest request)
    {
        while (true)
        {
            if (!await BorrowAsync(request.Quantity))
                return new(HoldOutcome.Retry);
            var reply = _shard.Hold(request, _time.GetUtcNow(), out var order);
            if (reply is null)
                return await _writer.WaitForHold(order);
            if (_loans!.IsDry || !TooFew(reply.Value.Outcome))
                return _loans.Judge(reply.Value);
        }
    }

    // False: nothing may be decided from this memory, or a sibling was away; the caller asks again.
    private async Task<bool> BorrowAsync(long wanted)
    {
        try
        {
            if (!await _loans!.BorrowAsync(wanted))
                _writer.Forget();
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            return false;
        }
        if (Unusable(out _))
            return false;
        _gate!.Changed();
        return true;
    }

    private static bool TooFew(HoldOutcome outcome) =>
        outcome is HoldOutcome.AllHeld or HoldOutcome.SoldOut or HoldOutcome.NotEnough;

    private Task Tick(CancellationToken ct)
    {
        if (_writer.Forgotten)
            return Task.CompletedTask;
        Expire();
        _gate!.Renew();
        if (_stockDirty)
            ReportStock();
        return Task.CompletedTask;
    }

    private void Expire()
    {
        _shard.Expire(_time.GetUtcNow());
        _writer.Wake();
    }

    private void OnCommitted(ShardBatch batch, ShardCommit commit)
    {
        ShardMetrics.Committed(batch);
        foreach (var hold in batch.Holds)
            if (!commit.Refused.ContainsKey(hold.Id))
                _gate!.Bought(hold.Customer);
        _gate!.Changed();
        _stockDirty = true;
        // The last unit gone, or the first one back, is news at once; the numbers in between may wait for the tick.
        if (commit.Counters.Free == 0 || batch.Moves.Count > 0)
            ReportStock();
        if (batch.OutboxMessages.Count > 0)
            _bell.Ring();
        _live.Publish(OrderChanges.Of(_shard, batch, commit));
        if (batch.Teams is { } work)
            _watchers.Tell(work, _shard);
    }

    private void ReportStock()
    {
        _stockDirty = false;
        var (c, teams) = (_shard.Committed, _shard.Teams);
        GrainFactory
            .GetGrain<ICampaignGrain>(_shard.Key.Campaign.Value)
            .ReportStockAsync(
                new(
                    _shard.Key.Shard,
                    _shard.Epoch,
                    c.Revision,
                    c.Allotted,
                    c.Held,
                    c.Confirmed,
                    teams.Open,
                    teams.Completed
                )
            )
            .Ignore();
    }
}
