namespace FuelGrains.Load.Reports;

/// <summary>The report of a workload under faults; each kind of workload adds its own part.</summary>
internal abstract class WorkloadReport
{
    private readonly FaultedWorkloadSettings _settings;
    private readonly WorkloadFixture _fixture;
    private readonly WorkloadOutcome _outcome;
    private readonly PaymentHistory _history;
    private readonly CallbackVerifier _callbacks;
    private readonly IReadOnlyList<Check> _checks;

    /// <param name="own">The promises of this kind of workload alone.</param>
    protected WorkloadReport(
        FaultedWorkloadSettings settings,
        WorkloadFixture fixture,
        WorkloadOutcome outcome,
        PaymentHistory history,
        IReadOnlyList<ObservedPayment> observed,
        IEnumerable<Check> own
    )
    {
        (_settings, _fixture, _outcome, _history) = (settings, fixture, outcome, history);
        _callbacks = CallbackVerifier.Of(history, Outages);
        _checks =
        [
            Check.None(
                "workload",
                "answers outside the contract = 0",
                outcome.Statistics.Unexpected.Select(u => $"{u.Key}: {u.Value}")
            ),
            Check.Of("workload", "killed as often as asked", Outages.Count == settings.Kills, $"{Outages.Count}"),
            Check.Of("pending", "quiesced in time", outcome.Quiesced is not null, Quiesced),
            .. own,
            .. PaymentInvariants.Of(history),
            .. ApiVerifier.Of(history, observed),
            .. settings.Timed ? _callbacks.Times() : [],
            .. _callbacks.Checks(),
            .. outcome.Faults.Forgeries.Checks(),
            .. outcome.Reconciliation,
        ];
    }

    public bool Held => _checks.All(c => c.Held);

    /// <summary>The title without the store, "Payments" say.</summary>
    protected abstract string Name { get; }

    /// <summary>The title's end when everything held.</summary>
    protected abstract string Success { get; }

    /// <summary>The size of the run.</summary>
    protected abstract string Size { get; }

    /// <summary>Rows of "what" and "how much" about what was sold.</summary>
    protected abstract IEnumerable<string[]> Sold { get; }

    private IReadOnlyList<Outage> Outages => _outcome.Faults.Outages;

    private string Quiesced =>
        _outcome.Quiesced is { } took
            ? $"{took.TotalSeconds:0.0} s"
            : $"not in {_settings.QuiesceWithin.TotalSeconds:0} s: {_outcome.Quiesce.Left}";

    public Report Write() =>
        new Report($"{Name} on {_fixture.Store.Name}: {Report.Verdict(_checks, Success)}")
            .Paragraph(Size)
            .Bullets([
                .. _fixture.Machine,
                $"limits raised, because everybody has one address here: {ProductSettings.Raised} "
                    + ProductSettings.Text(ProductSettings.OneAddress),
                _settings.RealWaits
                    ? "every wait of the product at its default"
                    : $"waits shortened: {ProductSettings.Text(ProductSettings.ShortWaits)}",
                $"simulator: RSA {_settings.KeyBits}, callbacks repeated {FaultedWorkloadSettings.TimeFactor:0} times as fast as WeChat's",
                .. Outages.Select(o => o.ToString()),
            ])
            .Section("What happened")
            .Table(["what", "how much"], [.. Sold, .. Happened()])
            .Section("Callbacks")
            .Paragraph("By the simulator's journal: from sending to the answer, from the first callback to the last.")
            .Table(
                ["what", .. Latency.Head],
                [
                    ["answered", .. _callbacks.Answered.Cells()],
                ]
            )
            .Section("Replies")
            .Table(["what", "2xx", "refused", "unknown, sent again"], _outcome.Statistics.Requests.Select(Replies))
            .Table(
                ["2xx of", .. Latency.Head],
                _outcome.Statistics.Latencies.Select(l => new[] { l.What }.Concat(l.Took.Cells()).ToArray())
            )
            .Section("Faults at WeChat")
            .Bullets(_outcome.Faults.Faults)
            .Checks("Invariants", _checks);

    private string[][] Happened()
    {
        var (rows, journal, forged) = (_history.Rows, _history.Journal, _outcome.Faults.Forgeries);
        var answered = string.Join(", ", _callbacks.Statuses.Select(s => $"{s.Key} {s.Value:N0}"));
        int Count(int status) => journal.Notifies.Count(n => n.Status == status);
        return
        [
            ["orders", Counts(rows.Orders.Select(o => o.State))],
            ["prepared at WeChat", $"{journal.Prepays.Count:N0}, closed there {journal.Closed.Count:N0}"],
            [
                "payments WeChat took",
                $"{journal.Payments.Count:N0}, of them paid wrongly {journal.Payments.Count(_history.IsWrong):N0}",
            ],
            ["payments in the inbox", Counts(rows.Payments.Select(p => p.State))],
            ["refunds", Counts(rows.Refunds.Select(r => r.State))],
            ["refunds by cause", Counts(rows.Refunds.Select(r => r.Cause))],
            ["vouchers", Counts(rows.Vouchers.Select(v => v.State))],
            [
                "callbacks",
                $"{journal.Notifies.Count:N0}: dropped {Count(-1):N0}, lost {Count(-2):N0}, answered {answered}",
            ],
            ["callbacks without an answer because the product was dead", $"{_callbacks.Dead:N0}"],
            [
                "callbacks sent again at the end",
                $"{_outcome.Resent:N0}: paid for a number that was closed or never prepared, with every callback lost",
            ],
            ["forged callbacks", $"{forged.Sent:N0}: {forged.Statuses}"],
            ["put right by a person", $"{_outcome.Quiesce.PutRight:N0} refunds that had ended ABNORMAL"],
            ["until nothing waited", Quiesced],
        ];
    }

    protected static string Counts<T>(IEnumerable<T> states)
        where T : notnull
    {
        var counts = states.GroupBy(s => s).OrderBy(s => s.Key).ToList();
        return $"{counts.Sum(s => s.Count()):N0}: {string.Join(", ", counts.Select(s => $"{s.Key} {s.Count():N0}"))}";
    }

    private string[] Replies(string what) =>
        [
            what,
            _outcome.Statistics.Of(what, ReplyKind.Accepted),
            _outcome.Statistics.Of(what, ReplyKind.Refused),
            _outcome.Statistics.Of(what, ReplyKind.Unknown),
        ];
}
