using System.Diagnostics.Metrics;
using FuelGrains.GrainInterfaces.Ops.Scheduling;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Puts the latest reconciliation report on /metrics. Every front reads the report, because silos may have no /metrics of their own.
/// Before the first report nothing is measured; when a read fails, the last report stays and its age rises.
/// </summary>
internal sealed class ReconciliationGauges : PeriodicService
{
    // The meter belongs to the process: a meter that is disposed with its host silences the same gauges of another host beside it.
    private static readonly Meter Meter = new("FuelGrains");

    private readonly IGrainFactory _grains;
    private volatile ReconciliationReport? _report;

    public ReconciliationGauges(IGrainFactory grains, TimeProvider time, ILogger<ReconciliationGauges> log)
        : base("The read of the reconciliation report", TimeSpan.FromSeconds(10), time, log, runsAtStart: true)
    {
        _grains = grains;
        Gauge(
            "breaches",
            "{breach}",
            "Rows that do not add up.",
            r => [One(r.Discrepancies.Length + r.FurtherDiscrepancies)]
        );
        Gauge("age", "s", "Time since the last look.", r => [One((long)(time.GetUtcNow() - r.At).TotalSeconds)]);
        Gauge("took", "ms", "How long its snapshot was held.", r => [One(r.TookMs)]);
        Gauge(
            "stock",
            "{unit}",
            "Units of published sales.",
            r =>
                [
                    Of("stock", r.Stock.Stock),
                    Of("free", r.Stock.Free),
                    Of("held", r.Stock.Held),
                    Of("confirmed", r.Stock.Confirmed),
                ]
        );
        Gauge(
            "money",
            "{fen}",
            "Payments looked at.",
            r =>
                [
                    Of("paid", r.Money.PaidFen),
                    Of("fulfilled", r.Money.FulfilledFen),
                    Of("awaiting", r.Money.AwaitingFen),
                    Of("frozen", r.Money.FrozenFen),
                    Of("refund-pending", r.Money.RefundPendingFen),
                    Of("refunded", r.Money.RefundedFen),
                ]
        );
        Gauge(
            "outbox",
            "{message}",
            "Effects that wait, and dead letters.",
            r => [Of("waiting", r.Outbox.Waiting), Of("dead", r.Outbox.Dead)]
        );

        void Gauge(
            string name,
            string unit,
            string about,
            Func<ReconciliationReport, IEnumerable<Measurement<long>>> measure
        ) =>
            Meter.CreateObservableGauge(
                $"fuelgrains.reconciliation.{name}",
                () => _report is { } report ? measure(report) : [],
                unit,
                about
            );
    }

    protected override async Task RunOnceAsync(CancellationToken ct) =>
        _report = await _grains.GetGrain<IReconciliationGrain>(0).LatestAsync();

    private static Measurement<long> One(long value) => new(value);

    private static Measurement<long> Of(string part, long value) =>
        new(value, new KeyValuePair<string, object?>("part", part));
}
