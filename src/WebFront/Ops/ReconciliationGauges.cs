using System.Diagnostics.Metrics;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// Puts the last look at the books on /metrics. Every front asks for it, because silos may have no /metrics of their own.
/// Without a report yet nothing is measured.
/// </summary>
internal sealed partial class ReconciliationGauges : BackgroundService
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(10);

    // Of the process, as every other meter: one that is disposed with its host silences the same gauges of another host beside it.
    private static readonly Meter Meter = new("FuelGrains");

    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<ReconciliationGauges> _log;
    private volatile ReconciliationReport? _report;

    public ReconciliationGauges(IGrainFactory grains, TimeProvider time, ILogger<ReconciliationGauges> log)
    {
        (_grains, _time, _log) = (grains, time, log);
        Gauge("breaches", "{breach}", "Rows that do not add up.", r => [One(r.Breaches.Length + r.FurtherBreaches)]);
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

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Refresh, _time);
        do
        {
            try
            {
                _report = await _grains.GetGrain<IReconciliationGrain>(0).LatestAsync();
            }
#pragma warning disable CA1031 // the last report stays, and its age tells
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogMissed(_log, error.Message);
            }
#pragma warning restore CA1031
        } while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    private static Measurement<long> One(long value) => new(value);

    private static Measurement<long> Of(string part, long value) =>
        new(value, new KeyValuePair<string, object?>("part", part));

    [LoggerMessage(1, LogLevel.Warning, "The last look at the books could not be read: {Reason}")]
    private static partial void LogMissed(ILogger log, string reason);
}
