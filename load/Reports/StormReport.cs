using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a storm leaves behind; what it was about is told by each kind of storm.</summary>
internal abstract class StormReport
{
    private static readonly string[] LatencyHead = ["count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"];

    private readonly StormSettings settings;
    private readonly StormGround ground;
    private readonly Evidence all;
    private readonly CallbackMatch callbacks;
    private readonly IReadOnlyList<Check> checks;

    /// <param name="own">What only this kind of storm promises.</param>
    protected StormReport(
        StormSettings settings,
        StormGround ground,
        StormOutcome outcome,
        Evidence all,
        IReadOnlyList<SeenMoney> seen,
        IEnumerable<Check> own
    )
    {
        (this.settings, this.ground, Outcome, this.all) = (settings, ground, outcome, all);
        callbacks = CallbackMatch.Of(all, outcome.Outages);
        checks =
        [
            Check.None(
                "storm",
                "answers outside the contract = 0",
                [.. outcome.Tally.Unforeseen.Select(u => $"{u.Key}: {u.Value}")]
            ),
            Check.Of(
                "storm",
                "killed as often as asked",
                outcome.Outages.Count == settings.Kills,
                $"{outcome.Outages.Count}"
            ),
            Check.Of("pending", "drained in time", outcome.Drained is not null, $"{Drained}"),
            .. own,
            .. MoneyMatch.Of(all),
            .. ApiMatch.Of(all, seen),
            .. settings.Timed ? callbacks.Times() : [],
            .. callbacks.Checks(),
            .. outcome.Forgeries.Checks(),
            .. outcome.Books,
        ];
    }

    public bool Held => checks.All(c => c.Held);

    protected StormOutcome Outcome { get; }

    /// <summary>"Payment storm", say.</summary>
    protected abstract string Name { get; }

    /// <summary>What is to be said when everything held.</summary>
    protected abstract string Triumph { get; }

    /// <summary>Who took part, and in what.</summary>
    protected abstract string Cast { get; }

    /// <summary>Rows of "what" and "how much" about what was sold.</summary>
    protected abstract IEnumerable<string[]> Sold();

    public Report Write()
    {
        var failed = checks.Count(c => !c.Held);
        return new Report($"{Name} on {ground.Store.Name}: {(failed == 0 ? Triumph : Text($"{failed} checks FAILED"))}")
            .Paragraph(Cast)
            .Bullets([
                .. ground.Machine,
                Text(
                    $"limits raised, because everybody has one address here: {ProductSettings.Raised} {Named(ProductSettings.OneAddress)}"
                ),
                settings.RealWaits
                    ? "every wait of the product at its default"
                    : $"waits shortened: {Named(ProductSettings.ShortWaits)}",
                Text(
                    $"simulator: RSA {settings.KeyBits}, callbacks repeated {StormSettings.TimeFactor:0} times as fast as WeChat's"
                ),
                .. Outcome.Outages.Select(o =>
                    Text($"kill -9 after {o.After}, ready again after {o.Lasted.TotalSeconds:0.0} s")
                ),
            ])
            .Section("What happened")
            .Table(["what", "how much"], [.. Sold(), .. Happened()])
            .Section("Callbacks")
            .Paragraph(
                "By the simulator's journal: from sending to the answer, while the storm lasted and while everything came to its end."
            )
            .Table(
                ["what", .. LatencyHead],
                [
                    ["answered", callbacks.Answered.Count, .. callbacks.Answered.Cells()],
                ]
            )
            .Section("Answers")
            .Table(["what", "2xx", "refused", "unknown, asked again"], Outcome.Tally.Whats.Select(Answers))
            .Table(
                ["2xx of", .. LatencyHead],
                Outcome.Tally.Latencies.Select(l => new[] { l.What, l.Took.Count }.Concat(l.Took.Cells()).ToArray())
            )
            .Section("Faults at WeChat")
            .Bullets(Outcome.Faults)
            .Section("Invariants")
            .Table(
                ["where", "promise", "found", "verdict"],
                checks.Select(c => new[] { c.Where, c.Promise, c.Found, c.Held ? "held" : "FAILED" })
            );
    }

    private string Drained =>
        Outcome.Drained is { } took
            ? Text($"{took.TotalSeconds:0.0} s")
            : Text($"not in {settings.DrainWithin.TotalSeconds:0} s: {Outcome.Left}");

    private string[][] Happened()
    {
        var (rows, journal) = (all.Rows, all.Journal);
        var answered = string.Join(", ", callbacks.Statuses.Select(s => Text($"{s.Key} {s.Value:N0}")));
        return
        [
            ["orders", $"{Text($"{rows.Orders.Count:N0}: ")}{Counts(rows.Orders.Select(o => o.State))}"],
            ["prepared at WeChat", Text($"{journal.Prepays.Count:N0}, closed there {journal.Closed.Count:N0}")],
            [
                "payments WeChat took",
                Text($"{journal.Payments.Count:N0}, of them paid wrongly {journal.Payments.Count(all.IsWrong):N0}"),
            ],
            ["payments in the inbox", Counts(rows.Payments.Select(p => p.State))],
            [
                "refunds",
                $"{Text($"{rows.Refunds.Count:N0}: ")}{Counts(rows.Refunds.Select(r => r.State))}; {Counts(rows.Refunds.Select(r => r.Cause))}",
            ],
            ["vouchers", $"{Text($"{rows.Vouchers.Count:N0}: ")}{Counts(rows.Vouchers.Select(v => v.State))}"],
            [
                "callbacks",
                Text(
                    $"{journal.Notifies.Count:N0}: dropped {Count(-1):N0}, lost {Count(-2):N0}, answered {answered}; no answer because the product was dead {callbacks.Dead:N0}"
                ),
            ],
            [
                "told again at the end",
                Text(
                    $"{Outcome.ToldAgain:N0}: paid for a number that was closed or never prepared, with every callback lost"
                ),
            ],
            ["forged callbacks", Text($"{Outcome.Forgeries.Sent:N0}: {Outcome.Forgeries.Statuses}")],
            ["put right by a person", Text($"{Outcome.PutRight:N0} refunds that had ended ABNORMAL")],
            ["drain", Drained],
        ];

        int Count(int status) => journal.Notifies.Count(n => n.Status == status);
    }

    protected static string Counts<T>(IEnumerable<T> states)
        where T : notnull =>
        string.Join(", ", states.GroupBy(s => s).OrderBy(s => s.Key).Select(s => Text($"{s.Key} {s.Count():N0}")));

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private string[] Answers(string what) =>
        [
            what,
            .. new[] { AnswerKind.Accepted, AnswerKind.Refused, AnswerKind.Unknown }.Select(kind =>
                Outcome.Tally.Of(what, kind)
            ),
        ];

    private static string Named(IReadOnlyDictionary<string, string> settings) =>
        string.Join(' ', settings.Select(s => $"{s.Key}={s.Value}"));
}
