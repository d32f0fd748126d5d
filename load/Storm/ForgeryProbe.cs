using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Storm;

/// <summary>Forged callbacks all through the storm, about payments that were prepared: none may be taken for WeChat's word.</summary>
internal sealed class ForgeryProbe(Stage stage)
{
    private const string Where = "forged callbacks";
    private const int AtOnce = 3;

    /// <summary>A short storm with long outages may not have heard an answer to each kind yet.</summary>
    private const int MostTurns = 1_000;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    /// <summary>Signed for 301 s ahead; a second later that is within what a genuine one may be off, and genuine is what it then is.</summary>
    private const string Ahead = "clock-late";
    private static readonly TimeSpan AheadFor = TimeSpan.FromMilliseconds(900);

    private static readonly string[] Kinds =
    [
        "wrong-signature",
        "unknown-serial",
        "clock-early",
        "clock-late",
        "changed-body",
        "changed-nonce",
        "changed-timestamp",
        "reformatted-body",
        "missing-signature",
        "missing-serial",
        "two-signatures",
        "garbage-signature",
        "sign-test",
        "wrong-tag",
        "wrong-associated-data",
        "not-json",
    ];

    private readonly ConcurrentDictionary<(string Kind, int Status), int> answers = new();
    private readonly ConcurrentBag<string> shapeless = [];

    public int Sent => answers.Values.Sum();

    public string Statuses =>
        string.Join(
            ", ",
            answers
                .GroupBy(a => a.Key.Status)
                .OrderBy(s => s.Key)
                .Select(s =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{(s.Key == 0 ? "no answer" : s.Key)} {s.Sum(a => a.Value):N0}"
                    )
                )
        );

    private bool EachAnswered => Kinds.All(k => answers.Any(a => a.Key.Kind == k && a.Key.Status > 0));

    public async Task RunAsync(Task storm, CancellationToken stop)
    {
        for (var turn = 0; !storm.IsCompleted || (turn < MostTurns && !EachAnswered); turn++)
        {
            await Task.Delay(Every, stage.Time, stop);
            if (!stage.Prepared.TryDequeue(out var prepayId))
                continue;
            stage.Prepared.Enqueue(prepayId);
            var trade = await stage.WeChat.TradeAsync(prepayId, stop);
            var kind = Kinds[turn % Kinds.Length];
            if (kind == Ahead && trade.TransactionId is null)
                continue;
            var sent = stage.Time.GetTimestamp();
            var reply = await stage.WeChat.ForgeAsync(kind, trade.OutTradeNo, AtOnce, stop);
            if (kind == Ahead && stage.Time.GetElapsedTime(sent) > AheadFor)
                continue;
            foreach (var (status, count) in reply.Statuses)
                answers.AddOrUpdate(
                    (kind, int.Parse(status, CultureInfo.InvariantCulture)),
                    count,
                    (_, before) => before + count
                );
            if (reply.Statuses.Keys.All(s => s.StartsWith('4')))
                foreach (var body in reply.Bodies.Where(b => !b.Contains("\"code\"", StringComparison.Ordinal)))
                    shapeless.Add($"{kind}: {Answer.Beginning(body)}");
        }
    }

    public IEnumerable<Check> Checks()
    {
        yield return Check.None(
            Where,
            "taken = 0",
            [.. answers.Where(a => a.Key.Status is >= 200 and < 300).Select(a => $"{a.Key.Kind}: {a.Value}")]
        );
        yield return Check.None(
            Where,
            "answered other than 4xx (or not at all, while the product was dead) = 0",
            [
                .. answers
                    .Where(a => a.Key.Status is not (0 or 503) && a.Key.Status / 100 != 4)
                    .Select(a => $"{a.Key.Kind}: {a.Key.Status} {a.Value} times"),
            ]
        );
        yield return Check.None(Where, "refused without WeChat's error body = 0", shapeless);
        yield return Check.Of(Where, "each kind was tried and answered", EachAnswered, $"{Sent:N0} sent: {Statuses}");
    }
}
