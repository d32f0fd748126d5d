using FuelGrains.Grains.Campaigns.Hoarding;
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
[Reentrant]
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
    private readonly TopicPace _reports = new(time);
    private bool _stockDirty;
    private bool _reportedFree;

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
        _active = new(shard, writer, gate, watchers, loans);
        ShardMetrics.Opened(shard, time.GetElapsedTime(started));
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

    public Task<HoldReply> HoldAsync(HoldRequest request)
    {
        if (Usable() is not { } active)
            return Task.FromResult(new HoldReply(Unavailable));
        var decision = active.Shard.Hold(request, time.GetUtcNow());
        if (decision.IsPending)
            return active.Writer.WaitForHold(decision.PendingSlot);
        return active.Loans is { } loans && IsTooFew(decision.Answer.Outcome)
            ? BorrowThenHoldAsync(active, loans, request)
            : Task.FromResult(decision.Answer);
    }

    public async Task<SeatReply> SeatAsync(SeatRequest request)
    {
        while (true)
        {
            if (Usable() is not { } active)
                return new(new(Unavailable));
            var decision = active.Shard.Seat(request, time.GetUtcNow());
            if (decision.IsPending)
            {
                var held = await active.Writer.WaitForHold(decision.PendingSlot);
                return held.Outcome == HoldOutcome.Held
                    ? active.Shard.SeatReply(decision.PendingSlot, held.Outcome)
                    : new(held);
            }
            var refused = decision.Answer.Hold;
            if (active.Loans is not { } loans || !IsTooFew(refused.Outcome))
                return decision.Answer;
            if (loans.IsDry)
                return new(loans.Evaluate(refused));
            if (!await BorrowAsync(active, loans, 1))
                return new(new(HoldOutcome.Retry));
        }
    }

    public Task<TransitionReply> LeaveAsync(TeamId team, CustomerId customer) =>
        Usable() is { } active
            ? AnswerAsync(active, active.Shard.Leave(team, customer, time.GetUtcNow()))
            : NoTransition();

    public Task<TeamCloseOutcome> CloseTeamAsync(TeamId team, string staff, string reason)
    {
        if (Usable() is not { } active)
            return Task.FromResult(_active is null ? TeamCloseOutcome.NotFound : TeamCloseOutcome.Retry);
        var decision = active.Shard.CloseTeam(team, staff, reason, time.GetUtcNow());
        return decision.IsPending ? active.Writer.WaitForEnd(team) : Task.FromResult(decision.Answer);
    }

    public Task<long> WatchTeamAsync(TeamId team)
    {
        if (Usable() is not { } active)
            return Task.FromResult(0L);
        active.Watchers.Add(team);
        return Task.FromResult(active.Shard.RevisionOf(team));
    }

    public Task<TransitionReply> ApplyAsync(OrderCommand command) =>
        Usable() is { } active ? AnswerAsync(active, active.Shard.Move(command, time.GetUtcNow())) : NoTransition();

    public Task ExpireOverdueAsync()
    {
        if (Usable() is { } active)
            Expire(active);
        return Task.CompletedTask;
    }

    public Task<GateUpdate?> AttachGateAsync(IWebNode node) => Task.FromResult(Usable()?.Gate.Attach(node));

    public async Task<LoanReply> GiveAsync(int toShard, long wanted)
    {
        if (Usable() is not { } active)
            return default;
        var lent = active.Shard.Lend(toShard, wanted, time.GetUtcNow());
        if (lent.Units > 0 && !await active.Writer.WaitForLoan())
            lent = default;
        return new(lent.Units, active.Shard.FirstReturn(), lent.Kept);
    }

    public Task<ShardHoarding?> HoardingAsync() => Task.FromResult(Usable()?.Shard.Hoarding);

    public async Task ReloadAsync()
    {
        if (_active is { } active)
            await active.Writer.DrainAsync();
        else
            DeactivateOnIdle();
    }

    private static Task<TransitionReply> AnswerAsync(ActiveShard active, Decision<TransitionReply> decision) =>
        decision.IsPending ? active.Writer.WaitForMove(decision.PendingSlot) : Task.FromResult(decision.Answer);

    private Task<TransitionReply> NoTransition() =>
        Task.FromResult(
            new TransitionReply(
                _active is null ? TransitionOutcome.NotFound : TransitionOutcome.Unknown,
                default,
                default
            )
        );

    // Null: there is no such shard, or nothing may be decided from its memory any more.
    private ActiveShard? Usable()
    {
        // A campaign that is published a moment later must not meet this empty memory again.
        if (_active is null)
            DeactivateOnIdle();
        return _active is { Writer.IsInvalidated: false } active ? active : null;
    }

    // Requests that wait together share one loan, and it may be too small for all of them: ask until the siblings are dry.
    private async Task<HoldReply> BorrowThenHoldAsync(ActiveShard active, ShardLoans loans, HoldRequest request)
    {
        while (true)
        {
            if (!await BorrowAsync(active, loans, request.Quantity))
                return new(HoldOutcome.Retry);
            var decision = active.Shard.Hold(request, time.GetUtcNow());
            if (decision.IsPending)
                return await active.Writer.WaitForHold(decision.PendingSlot);
            if (loans.IsDry || !IsTooFew(decision.Answer.Outcome))
                return loans.Evaluate(decision.Answer);
        }
    }

    // False: nothing may be decided from this memory, or a sibling was away; the caller asks again.
    private static async Task<bool> BorrowAsync(ActiveShard active, ShardLoans loans, long wanted)
    {
        try
        {
            if (!await loans.BorrowAsync(wanted))
                active.Writer.Invalidate();
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            return false;
        }
        if (active.Writer.IsInvalidated)
            return false;
        active.Gate.Changed();
        return true;
    }

    private static bool IsTooFew(HoldOutcome outcome) =>
        outcome is HoldOutcome.AllHeld or HoldOutcome.SoldOut or HoldOutcome.NotEnough;

    private Task Tick(CancellationToken ct)
    {
        if (_active is not { Writer.IsInvalidated: false } active)
            return Task.CompletedTask;
        Expire(active);
        active.Gate.Renew();
        if (_stockDirty)
            ReportStock(active.Shard);
        return Task.CompletedTask;
    }

    private void Expire(ActiveShard active)
    {
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
        _stockDirty = true;
        // The last unit gone, or the first one back, is news at once; the numbers in between wait for their turn or for the tick.
        if (_reports.Wait(atOnce: commit.Counters.Free > 0 != _reportedFree) == TimeSpan.Zero)
            ReportStock(active.Shard);
        if (batch.OutboxMessages.Count > 0)
            outbox.Set();
        live.Publish(OrderChanges.Of(active.Shard, batch, commit));
        if (batch.Teams is { } work)
            active.Watchers.Notify(work, active.Shard);
    }

    private void ReportStock(StockShard shard)
    {
        _reports.Sent();
        (_stockDirty, _reportedFree) = (false, shard.Committed.Free > 0);
        var (c, teams) = (shard.Committed, shard.Teams);
        GrainFactory
            .GetGrain<ICampaignGrain>(shard.Key.Campaign.Value)
            .ReportStockAsync(
                new(
                    shard.Key.Shard,
                    shard.Epoch,
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

    /// <summary>A loaded shard with its surroundings.</summary>
    private sealed record ActiveShard(
        StockShard Shard,
        ShardWriter Writer,
        ShardGate Gate,
        TeamWatchers Watchers,
        ShardLoans? Loans
    );
}
