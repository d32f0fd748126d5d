using System.Globalization;
using FuelGrains.Load.Checks;
using FuelGrains.Load.Clients;
using FuelGrains.Load.Money;
using FuelGrains.Load.Product;
using FuelGrains.Load.Scenarios;

namespace FuelGrains.Load.Reports;

/// <summary>The page that a storm leaves behind.</summary>
internal sealed class PayStormReport
{
    private static readonly string[] LatencyHead = ["count", "p50 ms", "p99 ms", "p99.9 ms", "max ms"];

    private readonly PayStormSettings settings;
    private readonly string store;
    private readonly string[] machine;
    private readonly StormOutcome outcome;
    private readonly Evidence all;
    private readonly CallbackMatch callbacks;
    private readonly IReadOnlyList<Check> checks;

    public PayStormReport(
        PayStormSettings settings, string store, string[] machine, StormOutcome outcome, Evidence all, IReadOnlyList<SeenMoney> seen)
    {
        (this.settings, this.store, this.machine, this.outcome, this.all) = (settings, store, machine, outcome, all);
        callbacks = CallbackMatch.Of(all, outcome.Outages);
        checks =
        [
            Check.None("storm", "answers outside the contract = 0", [.. outcome.Tally.Unforeseen.Select(u => $"{u.Key}: {u.Value}")]),
            Check.Of("storm", "killed as often as asked", outcome.Outages.Count == settings.Kills, $"{outcome.Outages.Count}"),
            Check.Of("pending", "drained in time", outcome.Drained is not null, $"{Drained}"),
            .. MoneyMatch.Of(all), .. ApiMatch.Of(all, seen),
            .. settings.Timed ? callbacks.Times() : [], .. callbacks.Checks(), .. outcome.Forgeries.Checks(), .. outcome.Books,
        ];
    }

    public bool Held => checks.All(c => c.Held);

    public Report Write()
    {
        var failed = checks.Count(c => !c.Held);
        return new Report($"Payment storm on {store}: {(failed == 0 ? "every fen is where it belongs" : Text($"{failed} checks FAILED"))}")
            .Paragraph(Text($"{settings.Customers:N0} customers, {settings.Stock:N0} units, every third customer wants two; {settings.PayWithinSeconds} s to pay; seed {settings.Seed}. {settings.Shares.Text}"))
            .Bullets(
            [
                .. machine,
                Text($"limits raised, because everybody has one address here: {ProductSettings.Raised} {Named(ProductSettings.OneAddress)}"),
                settings.RealWaits ? "every wait of the product at its default" : $"waits shortened: {Named(ProductSettings.ShortWaits)}",
                Text($"simulator: RSA {settings.KeyBits}, callbacks repeated {PayStormSettings.TimeFactor:0} times as fast as WeChat's"),
                .. outcome.Outages.Select(o => Text($"kill -9 after {o.Payments:N0} payments, ready again after {o.Lasted.TotalSeconds:0.0} s")),
            ])
            .Section("What happened")
            .Table(["what", "how much"], Happened())
            .Section("Callbacks")
            .Paragraph("By the simulator's journal: from sending to the answer, while the sale ran and while everything came to its end.")
            .Table(["what", .. LatencyHead], [["answered", callbacks.Answered.Count, .. callbacks.Answered.Cells()]])
            .Section("Answers")
            .Table(["what", "2xx", "refused", "unknown, asked again"], outcome.Tally.Whats.Select(Answers))
            .Table(["2xx of", .. LatencyHead], outcome.Tally.Latencies.Select(l => new[] { l.What, l.Took.Count }.Concat(l.Took.Cells()).ToArray()))
            .Section("Faults at WeChat")
            .Bullets(outcome.Faults)
            .Section("Invariants")
            .Table(["where", "promise", "found", "verdict"], checks.Select(c => new[] { c.Where, c.Promise, c.Found, c.Held ? "held" : "FAILED" }));
    }

    private string Drained => outcome.Drained is { } took
        ? Text($"{took.TotalSeconds:0.0} s")
        : Text($"not in {settings.DrainWithin.TotalSeconds:0} s: {outcome.Left}");

    private string[][] Happened()
    {
        var (rows, journal) = (all.Rows, all.Journal);
        var answered = string.Join(", ", callbacks.Statuses.Select(s => Text($"{s.Key} {s.Value:N0}")));
        return
        [
            ["orders", $"{Text($"{rows.Orders.Count:N0}: ")}{Counts(rows.Orders.Select(o => o.State))}"],
            ["prepared at WeChat", Text($"{journal.Prepays.Count:N0}, closed there {journal.Closed.Count:N0}")],
            ["payments WeChat took", Text($"{journal.Payments.Count:N0}, of them paid wrongly {journal.Payments.Count(all.IsWrong):N0}")],
            ["second payments of one order", Text($"{outcome.Doubles:N0}: a prepay whose answer was lost left a number that could be paid as well")],
            ["payments in the inbox", Counts(rows.Payments.Select(p => p.State))],
            ["refunds", $"{Text($"{rows.Refunds.Count:N0}: ")}{Counts(rows.Refunds.Select(r => r.State))}; {Counts(rows.Refunds.Select(r => r.Cause))}"],
            ["vouchers", $"{Text($"{rows.Vouchers.Count:N0}: ")}{Counts(rows.Vouchers.Select(v => v.State))}"],
            ["callbacks", Text($"{journal.Notifies.Count:N0}: dropped {Count(-1):N0}, lost {Count(-2):N0}, answered {answered}; no answer because the product was dead {callbacks.Dead:N0}")],
            ["told again at the end", Text($"{outcome.ToldAgain:N0}: paid for a number that was closed or never prepared, with every callback lost")],
            ["forged callbacks", Text($"{outcome.Forgeries.Sent:N0}: {outcome.Forgeries.Statuses}")],
            ["put right by a person", Text($"{outcome.PutRight:N0} refunds that had ended ABNORMAL")],
            ["drain", Drained],
        ];

        int Count(int status) => journal.Notifies.Count(n => n.Status == status);
    }

    private string[] Answers(string what) =>
        [what, .. new[] { AnswerKind.Accepted, AnswerKind.Refused, AnswerKind.Unknown }.Select(kind => outcome.Tally.Of(what, kind))];

    private static string Named(IReadOnlyDictionary<string, string> settings) => string.Join(' ', settings.Select(s => $"{s.Key}={s.Value}"));

    private static string Counts<T>(IEnumerable<T> states)
        where T : notnull =>
        string.Join(", ", states.GroupBy(s => s).OrderBy(s => s.Key).Select(s => Text($"{s.Key} {s.Count():N0}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
