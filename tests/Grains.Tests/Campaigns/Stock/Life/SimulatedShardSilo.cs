using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
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

    private Activation? _active;
    private Task<Activation>? _opening;

    public SimulatedProcess Process { get; } = new(scheduler);

    public Task<HoldReply> HoldAsync(HoldRequest request) =>
        CallAsync(a => a.Hold(request, scheduler.Time.GetUtcNow()));

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
        var activation = new Activation(
            shard!,
            new(shard!, table, Limits, scheduler.Time, NullLogger.Instance, CancellationToken.None)
            {
                Committed = (_, _) => { },
                Invalidated = () => { },
            }
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

    private sealed record Activation(StockShard Shard, ShardWriter Writer)
    {
        public Task<HoldReply> Hold(HoldRequest request, DateTimeOffset now)
        {
            if (Writer.IsInvalidated)
                return Task.FromResult(new HoldReply(HoldOutcome.Retry));
            var decision = Shard.Hold(request, now);
            return decision.IsPending ? Writer.WaitForHold(decision.PendingSlot) : Task.FromResult(decision.Answer);
        }

        public Task<TransitionReply> Apply(OrderCommand command, DateTimeOffset now)
        {
            if (Writer.IsInvalidated)
                return Task.FromResult(new TransitionReply(TransitionOutcome.Unknown, default, default));
            var decision = Shard.Move(command, now);
            return decision.IsPending ? Writer.WaitForMove(decision.PendingSlot) : Task.FromResult(decision.Answer);
        }
    }
}
