using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Burst;

/// <summary>Counts and latencies of a burst, written by all connections at once.</summary>
internal sealed class BurstTally
{
    private readonly ConcurrentDictionary<(AnswerKind Kind, string Slug), int> answers = new();
    private readonly ConcurrentDictionary<string, string> unforeseen = new();
    private int finished;
    private int retries;
    private int replayed;
    private long lastAccepted;

    public long Started { get; set; }

    public long Ended { get; set; }

    /// <summary>What this program itself took of the machine's time: the product had only the rest.</summary>
    public TimeSpan GeneratorCpu { get; set; }

    /// <summary>When the last order was acknowledged; orders per second end here, refusals go on.</summary>
    public long LastAccepted => Interlocked.Read(ref lastAccepted);

    public Latency Accepted { get; } = new();

    public Latency Refused { get; } = new();

    /// <summary>From the opening to the final answer: what a customer waits, the queue for a connection included.</summary>
    public Latency SinceOpening { get; } = new();

    public int Requests => answers.Values.Sum();

    public int Retries => retries;

    public int Replayed => replayed;

    /// <summary>One example body for each kind of answer that no healthy product gives.</summary>
    public IReadOnlyDictionary<string, string> Unforeseen => unforeseen;

    public IEnumerable<(string Slug, int Count)> Of(AnswerKind kind) =>
        answers.Where(a => a.Key.Kind == kind).OrderByDescending(a => a.Value).Select(a => (a.Key.Slug, a.Value));

    public int Count(AnswerKind kind) => Of(kind).Sum(a => a.Count);

    public void Record(Answer answer, int attempt, TimeSpan took, long answered)
    {
        answers.AddOrUpdate((answer.Kind, answer.Slug), 1, (_, count) => count + 1);
        if (attempt > 1)
            Interlocked.Increment(ref retries);
        if (answer.Replayed)
            Interlocked.Increment(ref replayed);
        if (!answer.IsForeseen)
            unforeseen.TryAdd(answer.Slug, Answer.Beginning(answer.Body));
        if (answer.Kind == AnswerKind.Refused)
            Refused.Record(took);
        if (answer.Kind != AnswerKind.Accepted)
            return;
        Accepted.Record(took);
        for (var seen = LastAccepted; answered > seen; seen = LastAccepted)
            if (Interlocked.CompareExchange(ref lastAccepted, answered, seen) == seen)
                break;
    }

    public void Finish(TimeSpan sinceOpening)
    {
        SinceOpening.Record(sinceOpening);
        Interlocked.Increment(ref finished);
    }

    public string Line(int presses) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"  answered {finished:N0} of {presses:N0}: {Count(AnswerKind.Accepted):N0} accepted, {Count(AnswerKind.Refused):N0} refused; {Count(AnswerKind.Unknown):N0} unknown answers, {retries:N0} retries"
        );
}
