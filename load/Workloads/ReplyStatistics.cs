using System.Collections.Concurrent;

namespace FuelGrains.Load.Workloads;

/// <summary>Counts of the replies to each kind of request, written by all customers at once.</summary>
internal abstract class ReplyStatistics
{
    private readonly ConcurrentDictionary<(string What, ReplyKind Kind, string Slug), int> _replies = new();
    private readonly ConcurrentDictionary<string, string> _unexpected = new();

    /// <summary>An example body for each kind of reply outside the contract.</summary>
    public IReadOnlyDictionary<string, string> Unexpected => _unexpected;
    public IEnumerable<string> Requests => _replies.Keys.Select(k => k.What).Distinct().Order();

    public int Count(ReplyKind kind) => _replies.Where(a => a.Key.Kind == kind).Sum(a => a.Value);

    /// <summary>Returns the slugs with their counts, the most frequent first.</summary>
    public string Of(string what, ReplyKind kind)
    {
        var slugs = _replies.Where(a => a.Key.What == what && a.Key.Kind == kind).OrderByDescending(a => a.Value);
        var text = string.Join(", ", slugs.Select(k => $"{k.Key.Slug} {k.Value:N0}"));
        return text.Length == 0 ? "-" : text;
    }

    /// <param name="unexpected">The name of the reply when the contract has no such reply; null: the contract has it.</param>
    protected void Count(string what, Reply reply, string? unexpected)
    {
        _replies.AddOrUpdate((what, reply.Kind, reply.Slug), 1, (_, count) => count + 1);
        if (unexpected is not null)
            _unexpected.TryAdd(unexpected, Reply.Beginning(reply.Body));
    }
}
