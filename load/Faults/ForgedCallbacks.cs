using System.Collections.Concurrent;
using System.Globalization;

namespace FuelGrains.Load.Faults;

/// <summary>
/// Sends forged callbacks all through the workload, about payments that were prepared. Verifies that all are refused, in WeChat's form, and
/// none is taken for WeChat's word.
/// </summary>
internal sealed class ForgedCallbacks(RunContext context)
{
    private const int AtOnce = 3;

    /// <summary>The limit of turns: a short workload with long outages may not have had an answer to each kind yet.</summary>
    private const int MostTurns = 1_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// This kind is signed for 301 s ahead; a second later it is within what a genuine callback may be off, and counts as genuine.
    /// </summary>
    private const string Ahead = "clock-late";
    private static readonly TimeSpan AheadFor = TimeSpan.FromMilliseconds(900);

    private static readonly string[] Kinds = (
        "wrong-signature unknown-serial clock-early clock-late changed-body changed-nonce changed-timestamp reformatted-body "
        + "missing-signature missing-serial two-signatures garbage-signature sign-test wrong-tag wrong-associated-data not-json"
    ).Split(' ');

    private readonly ConcurrentDictionary<(string Kind, int Status), int> _replies = new();
    private readonly ConcurrentBag<string> _shapeless = [];

    public int Sent => _replies.Values.Sum();

    public string Statuses =>
        string.Join(
            ", ",
            _replies
                .GroupBy(a => a.Key.Status)
                .OrderBy(s => s.Key)
                .Select(s => $"{(s.Key == 0 ? "no answer" : s.Key)} {s.Sum(a => a.Value):N0}")
        );

    private bool EachAnswered => Kinds.All(k => _replies.Any(a => a.Key.Kind == k && a.Key.Status > 0));

    public async Task RunAsync(Task workload, CancellationToken stop)
    {
        for (var turn = 0; !workload.IsCompleted || (turn < MostTurns && !EachAnswered); turn++)
        {
            await Task.Delay(Every, context.Time, stop);
            if (!context.Prepared.TryDequeue(out var prepayId))
                continue;
            context.Prepared.Enqueue(prepayId);
            var trade = await context.WeChat.TradeAsync(prepayId, stop);
            var kind = Kinds[turn % Kinds.Length];
            if (kind == Ahead && trade.TransactionId is null)
                continue;
            var sent = context.Time.GetTimestamp();
            var reply = await context.WeChat.ForgeAsync(kind, trade.OutTradeNo, AtOnce, stop);
            if (kind == Ahead && context.Time.GetElapsedTime(sent) > AheadFor)
                continue;
            foreach (var (status, count) in reply.Statuses)
            {
                var answer = (kind, int.Parse(status, CultureInfo.InvariantCulture));
                _replies.AddOrUpdate(answer, count, (_, before) => before + count);
            }
            if (reply.Statuses.Keys.All(s => s.StartsWith('4')))
                foreach (var body in reply.Bodies.Where(b => !b.Contains("\"code\"", StringComparison.Ordinal)))
                    _shapeless.Add($"{kind}: {Reply.Beginning(body)}");
        }
    }

    public IEnumerable<Check> Checks()
    {
        var checks = new Checks("forged callbacks");
        checks["taken = 0"] = _replies
            .Where(a => a.Key.Status is >= 200 and < 300)
            .Select(a => $"{a.Key.Kind}: {a.Value}");
        checks["answered other than 4xx (or not at all, while the product was dead) = 0"] = _replies
            .Where(a => a.Key.Status is not (0 or 503) && a.Key.Status / 100 != 4)
            .Select(a => $"{a.Key.Kind}: {a.Key.Status} {a.Value} times");
        checks["refused without WeChat's error body = 0"] = _shapeless;
        checks.That("each kind was tried and answered", EachAnswered, $"{Sent:N0} sent: {Statuses}");
        return checks;
    }
}
