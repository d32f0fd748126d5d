using System.Collections.Concurrent;
using System.Globalization;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// Every buyer sends one order under a key of its own, and goes on asking with that key until the answer is definite or time is up,
/// through whatever happens to the product meanwhile. Remembers everything that was said.
/// </summary>
internal sealed class Burst(Shop shop, Sale sale, Customer[] buyers)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<string, int> _unknowns = new();
    private readonly ConcurrentQueue<(int Count, TaskCompletionSource Reached)> _milestones = new();
    private int _next = -1;
    private int _acknowledged;

    public Sale Sale => sale;
    public BurstRequest[] Requests { get; } =
    [
        .. buyers.Select(
            (buyer, i) => new BurstRequest(buyer, string.Create(CultureInfo.InvariantCulture, $"request-{i}"))
        ),
    ];

    public IEnumerable<BurstRequest> Acknowledged => Requests.Where(w => w.Placed is not null);

    /// <summary>How often attempts ended without a definite answer, by kind.</summary>
    public IReadOnlyDictionary<string, int> Unknowns => _unknowns;

    /// <summary>Ends when every request has its answer, or at the deadline.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Shop.Connections).Select(_ => WorkAsync(began, cancel)));
    }

    /// <summary>Ends when that many orders are acknowledged.</summary>
    public Task UntilAcknowledgedAsync(int count, Task running)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _milestones.Enqueue((count, reached));
        Announce(Volatile.Read(ref _acknowledged));
        return Task.WhenAny(reached.Task, running)
            .ContinueWith(
                _ =>
                    reached.Task.IsCompleted
                        ? Task.CompletedTask
                        : throw new InvalidOperationException(
                            $"The burst ended before {count} orders were acknowledged: {this}"
                        ),
                TaskScheduler.Default
            )
            .Unwrap();
    }

    /// <summary>The first acknowledgement of an order that its owner decided on after that moment.</summary>
    public DateTimeOffset? FirstAnswerToAnOrderOfAfter(DateTimeOffset moment) =>
        Acknowledged
            .Where(w => w.Placed!.PayBy.AddSeconds(-Shop.PayWithinSeconds) > moment)
            .Min(w => (DateTimeOffset?)w.AnsweredAt);

    public override string ToString() =>
        $"{Requests.Length} requests for {sale.Stock}: {Acknowledged.Count()} acknowledged, "
        + $"{Requests.Count(w => w.Replayed)} of them as a replay, "
        + $"refused {Counts(Requests.Where(w => w.Refusal is not null).CountBy(w => w.Refusal!))}, "
        + $"undecided {Requests.Count(w => w.Undecided)}, attempts without an answer {Counts(_unknowns)}";

    private static string Counts(IEnumerable<KeyValuePair<string, int>> counts) =>
        $"[{string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}]";

    private async Task WorkAsync(long began, CancellationToken cancel)
    {
        while (Interlocked.Increment(ref _next) is var i && i < Requests.Length)
            await InsistAsync(Requests[i], began, cancel);
    }

    private async Task InsistAsync(BurstRequest request, long began, CancellationToken cancel)
    {
        for (
            var pause = FirstPause;
            TimeProvider.System.GetElapsedTime(began) < Deadline;
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause
        )
        {
            var answer = await shop.PlaceAsync(request.Buyer, sale, request.Key, 1, cancel);
            request.Record(answer);
            if (answer.Accepted)
                Announce(Interlocked.Increment(ref _acknowledged));
            if (answer.Kind != ReplyKind.Unknown)
                return;
            _unknowns.AddOrUpdate(answer.Slug, 1, (_, n) => n + 1);
            await Task.Delay(pause, TimeProvider.System, cancel);
        }
    }

    private void Announce(int acknowledged)
    {
        foreach (var (count, reached) in _milestones)
            if (acknowledged >= count)
                reached.TrySetResult();
    }
}

/// <summary>A buyer's order under one key, and the answers to it.</summary>
internal sealed class BurstRequest(Customer buyer, string key)
{
    public Customer Buyer => buyer;
    public string Key => key;
    public PlacedReply? Placed { get; private set; }
    public string Body { get; private set; } = "";
    public string? Refusal { get; private set; }
    public bool Replayed { get; private set; }
    public DateTimeOffset AnsweredAt { get; private set; }
    public bool Undecided => Placed is null && Refusal is null;

    public void Record(Reply answer)
    {
        AnsweredAt = TimeProvider.System.GetUtcNow();
        if (answer.Kind == ReplyKind.Refused)
            Refusal = answer.Slug;
        if (!answer.Accepted)
            return;
        Placed = answer.ShouldBeAccepted().As<PlacedReply>();
        (Body, Replayed) = (answer.Body, answer.Replayed);
    }
}
