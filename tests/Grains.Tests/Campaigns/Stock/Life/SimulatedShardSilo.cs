using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Stock.Requests;
using FuelGrains.Grains.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Life;

/// <summary>
/// A silo with an activation of one shard: the rule and its batch writer, with the tick that the grain gives them. After an invalidation
/// the next call opens the shard anew.
/// </summary>
internal sealed class SimulatedShardSilo(SeededScheduler scheduler, IStockTable table, StockShardKey key)
{
    private static readonly StockShardLimits Limits = new();
    private static readonly HoardingRule Hoarding = new(new(), _ => false);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(5);

    private static readonly HoldReply Retry = new(HoldOutcome.Retry);

    private Activation? _active;
    private Task<Activation>? _opening;

    public SimulatedProcess Process { get; } = new(scheduler);

    public Task<HoldReply> HoldAsync(HoldRequest request) =>
        CallAsync(a => a.Writer.IsInvalidated ? Task.FromResult(Retry) : a.Requests.HoldAsync(request));

    public Task<ImmutableArray<HoldReply>> HoldAllAsync(ImmutableArray<HoldRequest> requests) =>
        CallAsync(a => a.Requests.HoldAllAsync(requests));

    public Task<TransitionReply> ApplyAsync(OrderCommand command) =>
        CallAsync(a => a.Apply(command, scheduler.Time.GetUtcNow()));

    private async Task<T> CallAsync<T>(Func<Activation, Task<T>> call)
    {
        var reply = new TaskCompletionSource<T>();
        Process.Start(async () =>
        {
            try
            {
                reply.TrySetResult(await call(await ActiveAsync()));
            }
            catch (TimeoutException unknown)
            {
                reply.TrySetException(unknown);
            }
        });
        return await reply.Task.WaitAsync(ResponseTimeout, scheduler.Time);
    }

    private async Task<Activation> ActiveAsync()
    {
        if (_active is { Writer.IsInvalidated: false } active)
            return active;
        _opening ??= OpenAsync();
        try
        {
            return _active = await _opening;
        }
        finally
        {
            _opening = null;
        }
    }

    private async Task<Activation> OpenAsync()
    {
        var shard = await StockShardLoader.LoadAsync(
            table,
            key,
            Limits,
            Hoarding,
            scheduler.Time,
            CancellationToken.None
        );
        var writer = new ShardWriter(shard!, table, Limits, scheduler.Time, NullLogger.Instance, CancellationToken.None)
        {
            Committed = (_, _) => { },
            Invalidated = () => { },
        };
        var still = new ShardStillness(Limits, scheduler.Time);
        var activation = new Activation(
            shard!,
            writer,
            new(shard!, writer, still, loans: null, borrowed: () => { }, scheduler.Time)
        );
        Process.Start(async () =>
        {
            while (!activation.Writer.IsInvalidated)
            {
                activation.Shard.Expire(scheduler.Time.GetUtcNow());
                activation.Writer.Wake();
                await scheduler.DelayAsync(Tick);
            }
        });
        return activation;
    }

    private sealed record Activation(StockShard Shard, ShardWriter Writer, ShardRequests Requests)
    {
        public Task<TransitionReply> Apply(OrderCommand command, DateTimeOffset now)
        {
            if (Writer.IsInvalidated)
                return Task.FromResult(new TransitionReply(TransitionOutcome.Unknown, default, default));
            var decision = Shard.Move(command, now);
            return decision.IsPending ? Writer.WaitForMove(decision.PendingSlot) : Task.FromResult(decision.Answer);
        }
    }
}
