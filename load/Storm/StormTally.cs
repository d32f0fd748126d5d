using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Storm;

/// <summary>Counts of a storm, written by all customers at once.</summary>
internal sealed class StormTally
{
    private readonly ConcurrentDictionary<(string What, AnswerKind Kind, string Slug), int> answers = new();
    private readonly ConcurrentDictionary<string, Latency> latencies = new();
    private readonly ConcurrentDictionary<string, string> unforeseen = new();
    private int bought;
    private int paid;
    private int done;

    public int Bought => Volatile.Read(ref bought);

    /// <summary>Payments that the phone was told to have made.</summary>
    public int Paid => Volatile.Read(ref paid);

    /// <summary>"What slug": a refusal of another status that this kind of storm gives a reason for.</summary>
    public HashSet<string> Foreseen { get; } = [];

    public IReadOnlyDictionary<string, string> Unforeseen => unforeseen;

    public IEnumerable<(string What, Latency Took)> Latencies =>
        latencies.OrderBy(l => l.Key).Select(l => (l.Key, l.Value));

    public void NoteBought() => Interlocked.Increment(ref bought);

    public void NotePaid() => Interlocked.Increment(ref paid);

    public void NoteDone() => Interlocked.Increment(ref done);

    public void Record(string what, Reply reply, TimeSpan took)
    {
        answers.AddOrUpdate((what, reply.Kind, reply.Slug), 1, (_, count) => count + 1);
        if (reply.Accepted)
            latencies.GetOrAdd(what, _ => new()).Record(took);
        // 409 is a refusal, 429, 503 and silence are unknown; a storm gives no reason for anything else.
        if (
            reply.Status is not (0 or 409 or 429 or 503)
            && !reply.Accepted
            && !Foreseen.Contains($"{what} {reply.Slug}")
        )
            unforeseen.TryAdd($"{what} {reply.Slug} ({reply.Status})", Answer.Beginning(reply.Body));
    }

    public string Of(string what, AnswerKind kind)
    {
        var kinds = answers
            .Where(a => a.Key.What == what && a.Key.Kind == kind)
            .OrderByDescending(a => a.Value)
            .ToList();
        return kinds.Count == 0
            ? "-"
            : string.Join(
                ", ",
                kinds.Select(k => string.Create(CultureInfo.InvariantCulture, $"{k.Key.Slug} {k.Value:N0}"))
            );
    }

    public IEnumerable<string> Whats => answers.Keys.Select(k => k.What).Distinct().Order();

    public string Line(int customers) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"  {Bought:N0} orders, {Paid:N0} payments, {Volatile.Read(ref done):N0} of {customers:N0} customers are through"
        );
}
