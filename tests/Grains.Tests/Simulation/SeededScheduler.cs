using Microsoft.Extensions.Time.Testing;

namespace FuelGrains.Grains.Tests.Simulation;

/// <summary>
/// Runs asynchronous code on the calling thread, in an order that a seed decides: of all continuations that are ready, one is picked at
/// random. Time is made up, and moves only when nothing is ready. The same seed gives the same run.
/// </summary>
internal sealed class SeededScheduler(int seed)
{
    /// <summary>A run that needs more steps than this goes round in circles.</summary>
    private const int MostSteps = 1_000_000;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<Step> _ready = [];
    private volatile bool _strayed;

    private readonly record struct Step(SimulatedProcess Process, SendOrPostCallback Callback, object? State);

    public int Seed => seed;

    public Random Random { get; } = new(seed);

    public FakeTimeProvider Time { get; } = new(new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero));

    public bool Chance(double share) => Random.NextDouble() < share;

    /// <summary>A random time between two others, in whole milliseconds.</summary>
    public TimeSpan Between(double leastSeconds, double mostSeconds) =>
        TimeSpan.FromMilliseconds(Random.Next((int)(leastSeconds * 1000), (int)(mostSeconds * 1000)));

    public Task DelayAsync(TimeSpan time) => Task.Delay(time, Time, CancellationToken.None);

    public void Post(SimulatedProcess process, SendOrPostCallback callback, object? state)
    {
        if (Environment.CurrentManagedThreadId == _thread)
            _ready.Add(new(process, callback, state));
        else
            _strayed = true;
    }

    /// <summary>Runs everything until this much time has passed.</summary>
    public void Run(TimeSpan span)
    {
        var outer = SynchronizationContext.Current;
        try
        {
            var end = Time.GetUtcNow() + span;
            for (var steps = 0; Advance(end); steps++)
                if (steps == MostSteps)
                    throw new InvalidOperationException($"Seed {seed} never comes to rest.");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private bool Advance(DateTimeOffset end)
    {
        if (_strayed)
            throw new InvalidOperationException(
                "Something went on in another thread, so no seed repeats it: look for RunContinuationsAsynchronously or Task.Run."
            );
        if (_ready.Count > 0)
        {
            var picked = Random.Next(_ready.Count);
            var step = _ready[picked];
            _ready[picked] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            step.Process.Run(step.Callback, step.State);
            return true;
        }
        if (Time.GetUtcNow() >= end)
            return false;
        SynchronizationContext.SetSynchronizationContext(null);
        Time.Advance(Tick);
        return true;
    }
}

/// <summary>A process of a simulation: what it has begun goes on until it is killed, and then never again.</summary>
internal sealed class SimulatedProcess(SeededScheduler scheduler) : SynchronizationContext
{
    public bool IsAlive { get; private set; } = true;

    public void Kill() => IsAlive = false;

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (IsAlive)
            scheduler.Post(this, d, state);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public override SynchronizationContext CreateCopy() => this;

    /// <summary>Begins something of its own. An error that nobody awaits ends the run.</summary>
    public void Start(Func<Task> work) => Post(_ => Begin(work), null);

    public void Run(SendOrPostCallback callback, object? state)
    {
        if (!IsAlive)
            return;
        SetSynchronizationContext(this);
        callback(state);
    }

    private static async void Begin(Func<Task> work) => await work();
}
