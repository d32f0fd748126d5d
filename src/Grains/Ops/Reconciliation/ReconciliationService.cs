using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Looks every minute, on one silo, whether units, money and vouchers add up. What does not in two looks running is frozen: that sale
/// or that payment, nothing else. One snapshot is consistent, so a single breach is real; the second look guards against our own mistakes.
/// </summary>
public sealed partial class ReconciliationService : PeriodicService
{
    private const string Actor = "reconciliation";
    private const int LooksToFreeze = 2;

    // How often each silo asks whether a look is due: late by this much at most.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    private readonly LedgerDatabase _database;
    private readonly ReconciliationStore _ledger;
    private readonly ReconciliationScan _scan;
    private readonly ReconciliationOptions _options;
    private readonly IGrainFactory _grains;
    private readonly string _holder = Guid.NewGuid().ToString();

    public ReconciliationService(
        LedgerDatabase database,
        IGrainFactory grains,
        IOptions<ReconciliationOptions> options,
        TimeProvider time,
        ILogger<ReconciliationService> log
    )
        : base("The reconciliation", Poll, time, log)
    {
        (_database, _grains, _options) = (database, grains, options.Value);
        (_ledger, _scan) = (new(database, time), new(options.Value));
    }

    /// <summary>Looks when it is due and this silo's turn; null when it is not.</summary>
    public async Task<ReconciliationReport?> LookAsync(CancellationToken ct)
    {
        if (await _ledger.ClaimAsync(_holder, _options, ct) is not { } revision)
            return null;
        var last = await _ledger.LatestAsync(ct);
        var report = await _database.SnapshotAsync(
            session => _scan.RunAsync(session, revision, Time.GetUtcNow(), last),
            ct
        );
        var confirmed = report.Breaches.Where(b => b.Seen >= LooksToFreeze).ToList();
        if (!await _ledger.RecordAsync(report, confirmed, ct))
            return null;
        foreach (var breach in report.Breaches)
            LogDiscrepancy(Log, breach.Kind, breach.Subject, breach.Seen, breach.Detail);
        foreach (var breach in confirmed.DistinctBy(b => b.Freezes))
            await FreezeAsync(breach, ct);
        return report;
    }

    protected override LogLevel FailureLevel => LogLevel.Error;

    protected override Task RunOnceAsync(CancellationToken ct) => LookAsync(ct);

    private async Task FreezeAsync(ReportedDiscrepancy breach, CancellationToken ct)
    {
        try
        {
            if (breach.Freezes?.Split('/', 2) is not [var what, var id])
                return;
            // Whatever the sale answers: paused before or closed is as good.
            if (what == "sale")
                await _grains.GetGrain<ICampaignControlGrain>(Guid.Parse(id)).PauseAsync(Actor);
            else
                await _ledger.FreezeAsync(id, breach, ct);
        }
#pragma warning disable CA1031 // one that cannot be frozen now is frozen by the next look, and keeps nobody else from it
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotFrozen(Log, breach.Freezes!, error);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1, LogLevel.Critical, "Reconciliation is broken ({Kind}) at {Subject}, seen {Seen} times: {Detail}")]
    private static partial void LogDiscrepancy(ILogger log, string kind, string subject, int seen, string detail);

    [LoggerMessage(2, LogLevel.Error, "{What} could not be frozen; the next look tries again.")]
    private static partial void LogNotFrozen(ILogger log, string what, Exception error);
}
