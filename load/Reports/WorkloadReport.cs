namespace FuelGrains.Load.Reports;

/// <summary>The report of a workload under faults; each kind of workload adds its own part.</summary>
internal sealed class WorkloadReport(
    FaultedWorkloadSettings settings,
    RunContext context,
    WorkloadOutcome outcome,
    PaymentHistory history,
    IReadOnlyList<ObservedPayment> observed
)
{
    private readonly CallbackVerifier _callbacks = new(history, outcome.Faults.Outages);

    /// <summary>The title without the store, "Payments" say.</summary>
    public required string Name { get; init; }

    /// <summary>The title's end when everything held.</summary>
    public required string Success { get; init; }

    public required string Size { get; init; }

    public required BillOutcome Bills { get; init; }

    /// <summary>Rows of "what" and "how much" about what was sold.</summary>
    public required IEnumerable<string[]> Sold { get; init; }

    /// <summary>The promises of this kind of workload alone.</summary>
    public IEnumerable<Check> Own { get; init; } = [];

    public IReadOnlyList<Check> Checks =>
        field ??= [
            Check.None(
                "workload",
                "answers outside the contract = 0",
                context.Statistics.Unexpected.Select(u => $"{u.Key}: {u.Value}")
            ),
            new("workload", "killed as often as asked", Outages.Count == settings.Kills, $"{Outages.Count}"),
            new("pending", "quiesced in time", outcome.Quiesced is not null, Quiesced),
            .. Own,
            .. PaymentInvariants.Of(history),
            .. ApiVerifier.Of(history, observed),
            .. settings.Timed ? _callbacks.Times() : [],
            .. _callbacks.Checks(),
            .. outcome.Faults.Forgeries.Checks(),
            .. outcome.Reconciliation,
            .. Bills.Checks,
        ];

    private IReadOnlyList<Outage> Outages => outcome.Faults.Outages;

    private string[] Answered => ["answered", .. _callbacks.Answered.Cells()];
    private string Quiesced =>
        outcome.Quiesced is { } took
            ? $"{took.TotalSeconds:0.0} s"
            : $"not in {settings.QuiesceWithin.TotalSeconds:0} s: {outcome.Quiesce.Left}";

    public Report Write() =>
        new Report($"{Name} on {context.Fixture.Storage}: {Report.Verdict(Checks, Success)}")
            .Paragraph(Size)
            .Bullets([
                .. context.Fixture.Machine,
                $"limits raised, because everybody has one address here: {ProductSettings.Raised}",
                settings.RealWaits
                    ? "every wait of the product at its default"
                    : $"waits shortened: {ProductSettings.Text(ProductSettings.ShortWaits)}",
                $"simulator: RSA {settings.KeyBits}, callbacks repeated {WeChatProcess.TimeFactor:0} times as fast as WeChat's",
                .. Outages.Select(o => o.ToString()),
            ])
            .Section("What happened")
            .Table(["what", "how much"], [.. Sold, .. Happened()])
            .Section("Callbacks")
            .Paragraph("By the simulator's journal: from sending to the answer, from the first callback to the last.")
            .Table(["what", .. Latency.Head], [Answered])
            .Section("Replies")
            .Table(["what", "2xx", "refused", "unknown, sent again"], context.Statistics.Requests.Select(Replies))
            .Table(
                ["2xx of", .. Latency.Head],
                context.Statistics.Latencies.Select(l => new[] { l.What }.Concat(l.Took.Cells()).ToArray())
            )
            .Section("Faults at WeChat")
            .Bullets(outcome.Faults.Faults)
            .Checks("Invariants", Checks);

    private Rows Happened()
    {
        var (rows, journal, forged) = (history.Rows, history.Journal, outcome.Faults.Forgeries);
        var answered = string.Join(", ", _callbacks.Statuses.Select(s => $"{s.Key} {s.Value:N0}"));
        int Count(int status) => journal.Notifies.Count(n => n.Status == status);
        return new()
        {
            ["orders"] = Counts(rows.Orders.Select(o => o.State)),
            ["prepared at WeChat"] = $"{journal.Prepays.Count:N0}, closed there {journal.Closed.Count:N0}",
            ["payments WeChat took"] =
                $"{journal.Payments.Count:N0}, of them paid wrongly {journal.Payments.Count(history.IsWrong):N0}",
            ["of them with a coupon"] =
                $"{journal.Payments.Count(p => p.Coupon is not null):N0}, "
                + $"the customer paid nothing for {journal.Payments.Count(p => p.PayerFen == 0):N0}",
            ["paid in silence"] =
                $"{history.Told.Orders.Count(o => o.SilentPrepayId is not null):N0}: nobody looked again, and every callback was lost",
            ["alarms about WeChat"] = Counts(rows.Alarms.Where(a => a.IsOfGateway).Select(a => a.Kind)),
            ["payments in the inbox"] = Counts(rows.Payments.Select(p => p.State)),
            ["refunds"] = Counts(rows.Refunds.Select(r => r.State)),
            ["refunds by cause"] = Counts(rows.Refunds.Select(r => r.Cause)),
            ["vouchers"] = Counts(rows.Vouchers.Select(v => v.State)),
            ["callbacks"] =
                $"{journal.Notifies.Count:N0}: dropped {Count(-1):N0}, lost {Count(-2):N0}, answered {answered}",
            ["callbacks without an answer because the product was dead"] = $"{_callbacks.Dead:N0}",
            ["callbacks sent again at the end"] =
                $"{outcome.Resent:N0}: paid for a number that was closed or never prepared, with every callback lost",
            ["forged callbacks"] = $"{forged.Sent:N0}: {forged.Statuses}",
            ["put right by a person"] = $"{outcome.Quiesce.PutRight:N0} refunds that had ended ABNORMAL",
            ["until nothing waited"] = Quiesced,
            ["WeChat's bills on the next day"] = Bills.Text,
        };
    }

    public static string Counts<T>(IEnumerable<T> states)
        where T : notnull
    {
        var counts = states.CountBy(s => s).OrderBy(s => s.Key).ToList();
        return $"{counts.Sum(s => s.Value):N0}: {string.Join(", ", counts.Select(s => $"{s.Key} {s.Value:N0}"))}";
    }

    private string[] Replies(string what)
    {
        string Of(ReplyKind kind) => context.Statistics.Of(what, kind);
        return [what, Of(ReplyKind.Accepted), Of(ReplyKind.Refused), Of(ReplyKind.Unknown)];
    }
}
