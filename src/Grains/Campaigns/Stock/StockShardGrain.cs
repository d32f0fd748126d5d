using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Spread;
using FuelGrains.Grains.Campaigns.Stock.Forgetting;
using FuelGrains.Grains.Campaigns.Stock.News;
using FuelGrains.Grains.Campaigns.Stock.Requests;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// Owns a shard's units and orders: <see cref="StockShard"/> decides, <see cref="ShardWriter"/> makes it true on disk,
/// <see cref="ShardGate"/> and <see cref="LiveNodes"/> tell the web nodes. Reentrant: requests join a batch while another commits.
/// </summary>
[Reentrant, ShardPlacement]
public sealed class StockShardGrain(
    IStockTable table,
    IOptions<StockShardLimits> options,
    HoardingRule hoarding,
    LiveNodes live,
    OutboxSignal outbox,
    TimeProvider time,
    ILogger<StockShardGrain> log
) : Grain, IStockShardGrain, ITeamShardGrain, IOrderOwnerGrain, IDisposable
{
    private readonly StockShardLimits _limits = options.Value;
    private readonly CancellationTokenSource _stop = new();
    private ActiveShard? _active;

    // An invalidated shard is loaded again when the caller asks again; a missing one stays missing until it is published.
    private HoldOutcome Unavailable => _active is null ? HoldOutcome.NotFound : HoldOutcome.Retry;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var key = StockShardKey.Parse(this.GetPrimaryKeyString());
        if (await StockShardLoader.LoadAsync(table, key, _limits, hoarding, time, cancellationToken) is not { } shard)
            return;
        var loans = shard.Terms.Shards > 1 ? new ShardLoans(shard, table, GrainFactory, time) : null;
        var gate = new ShardGate(shard, loans, _limits, time, log);
        var watchers = new TeamWatchers(GrainFactory, time, _limits.ObserverExpiry);
        var writer = new ShardWriter(shard, table, _limits, time, log, _stop.Token)
        {
            Committed = OnCommitted,
            Invalidated = DeactivateOnIdle,
        };
        var stillness = new ShardStillness(_limits, time);
        var requests = new ShardRequests(shard, writer, stillness, loans, gate.Changed, time);
        _active = new(shard, writer, gate, requests, stillness, new(shard, GrainFactory, time), watchers);
        ShardMetrics.Opened(shard, time.GetElapsedTime(started));
        this.RegisterGrainTimer(Tick, new(TimeSpan.Zero, _limits.Tick) { Interleave = true });
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (_active is { } active)
        {
            await active
                .Writer.DrainAsync()
                .WaitAsync(cancellationToken)
                .ConfigureAwait(
                    ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
                );
            ShardMetrics.Closed(active.Shard);
        }
        await _stop.CancelAsync();
    }

    public void Dispose() => _stop.Dispose();

    public Task<HoldReply> HoldAsync(HoldRequest request) =>
        Usable()?.Requests.HoldAsync(request) ?? Task.FromResult(new HoldReply(Unavailable));

    public Task<ImmutableArray<HoldReply>> HoldAllAsync(ImmutableArray<HoldRequest> requests) =>
        Usable()?.Requests.HoldAllAsync(requests)
        ?? Task.FromResult(ShardRequests.ForAll(requests, new HoldReply(Unavailable)));

    public Task<SeatReply> SeatAsync(SeatRequest request) =>
        Usable()?.Requests.SeatAsync(request) ?? Task.FromResult(new SeatReply(new(Unavailable)));

    public Task<ImmutableArray<SeatReply>> SeatAllAsync(ImmutableArray<SeatRequest> requests) =>
        Usable()?.Requests.SeatAllAsync(requests)
        ?? Task.FromResult(ShardRequests.ForAll(requests, new SeatReply(new(Unavailable))));

    public async Task<TransitionReply> LeaveAsync(TeamId team, CustomerId customer) =>
        await SettledAsync() is { } active
            ? await AnswerAsync(active, active.Shard.Leave(team, customer, time.GetUtcNow()))
            : NoTransition;

    public async Task<TeamCloseOutcome> CloseTeamAsync(TeamId team, string staff, string reason)
    {
        if (await SettledAsync() is not { } active)
            return _active is null ? TeamCloseOutcome.NotFound : TeamCloseOutcome.Retry;
        var decision = active.Shard.CloseTeam(team, staff, reason, time.GetUtcNow());
        return decision.IsPending ? await active.Writer.WaitForEnd(team) : decision.Answer;
    }

    public Task<long> WatchTeamAsync(TeamId team)
    {
        if (Usable() is not { } active)
            return Task.FromResult(0L);
        active.Watchers.Add(team);
        return Task.FromResult(active.Shard.RevisionOf(team));
    }

    public async Task<TransitionReply> ApplyAsync(OrderCommand command) =>
        await SettledAsync() is { } active
            ? await table.OrForgottenAsync(
                active.Shard.Key,
                command,
                await AnswerAsync(active, active.Shard.Move(command, time.GetUtcNow()))
            )
            : NoTransition;

    public Task ExpireOverdueAsync()
    {
        if (Usable() is { } active)
            Expire(active);
        return Task.CompletedTask;
    }

    public Task<GateUpdate?> AttachGateAsync(IWebNode node, GateVersion known) =>
        Task.FromResult(Usable()?.Gate.Attach(node, known));

    public async Task<LoanReply> GiveAsync(int toShard, long wanted)
    {
        if (await SettledAsync() is not { } active)
            return default;
        var lent = active.Shard.Lend(toShard, wanted, time.GetUtcNow());
        if (lent.Units > 0 && !await active.Writer.WaitForLoan())
            lent = default;
        return new(lent.Units, active.Shard.FirstReturn(), lent.Kept);
    }

    public Task<ShardHoarding?> HoardingAsync() => Task.FromResult(Usable()?.Shard.Hoarding);

    public Task HoldStillAsync()
    {
        if (Usable() is not { } active)
            return Task.CompletedTask;
        active.Stillness.Begin();
        return active.Writer.WrittenAsync();
    }

    public Task GoOnAsync(ShardTerms? changed)
    {
        if (Usable() is not { } active)
            return Task.CompletedTask;
        // An activation that was opened after the change knows it.
        if (changed is { } terms && terms.Stock.Epoch > active.Shard.Epoch)
        {
            // Otherwise the epoch has gone on past this memory.
            if (!active.Writer.IsIdle || !active.Shard.Adopt(terms))
                active.Writer.Invalidate();
            active.Reports.ChangeLater();
            active.Gate.Changed();
        }
        // The callers that waited are decided now, under the new terms.
        active.Stillness.End();
        Expire(active);
        return Task.CompletedTask;
    }

    private static Task<TransitionReply> AnswerAsync(ActiveShard active, Decision<TransitionReply> decision) =>
        decision.IsPending ? active.Writer.WaitForMove(decision.PendingSlot) : Task.FromResult(decision.Answer);

    private TransitionReply NoTransition =>
        new(_active is null ? TransitionOutcome.NotFound : TransitionOutcome.Unknown, default, default);

    // Waits while the shard holds still. Null as of Usable, and when too many wait.
    private async ValueTask<ActiveShard?> SettledAsync() =>
        Usable() is { } active && await active.Requests.SettleAsync(1) is null ? active : null;

    // Null: there is no such shard, or nothing may be decided from its memory any more.
    private ActiveShard? Usable()
    {
        // A campaign that is published a moment later must not meet this empty memory again.
        if (_active is null)
            DeactivateOnIdle();
        return _active is { Writer.IsInvalidated: false } active ? active : null;
    }

    private Task Tick(CancellationToken ct)
    {
        if (_active is not { Writer.IsInvalidated: false } active)
            return Task.CompletedTask;
        active.Stillness.EndIfOverdue();
        Expire(active);
        active.Gate.Renew();
        active.Reports.SendIfDue();
        return Task.CompletedTask;
    }

    private void Expire(ActiveShard active)
    {
        if (active.Stillness.IsOn)
            return;
        active.Shard.Expire(time.GetUtcNow());
        active.Writer.Wake();
    }

    private void OnCommitted(ShardBatch batch, ShardCommit commit)
    {
        if (_active is not { } active)
            return;
        ShardMetrics.Committed(batch);
        foreach (var hold in batch.Holds)
            if (!commit.Refused.ContainsKey(hold.Id))
                active.Gate.Bought(hold.Customer);
        active.Gate.Changed();
        active.Reports.Changed();
        if (batch.OutboxMessages.Count > 0)
            outbox.Set();
        live.Publish(OrderChanges.Of(active.Shard, batch, commit));
        if (batch.Teams is { } work)
            active.Watchers.Notify(work, active.Shard);
    }

    /// <summary>A loaded shard with its surroundings.</summary>
    private sealed record ActiveShard(
        StockShard Shard,
        ShardWriter Writer,
        ShardGate Gate,
        ShardRequests Requests,
        ShardStillness Stillness,
        StockReports Reports,
        TeamWatchers Watchers
    );
}
