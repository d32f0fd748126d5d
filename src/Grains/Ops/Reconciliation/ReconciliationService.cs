using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Checks every minute, on one silo, whether units, money and vouchers add up. A discrepancy of two consecutive runs freezes its
/// campaign or its payment, and nothing else. A snapshot is consistent, so a single discrepancy is real; the second run guards against
/// mistakes of the rules themselves.
/// </summary>
public sealed partial class ReconciliationService : PeriodicService
{
    private const string Actor = "reconciliation";
    private const int RunsToFreeze = 2;

    // Each silo polls this often whether a run is due, so a run is late by this much at most.
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

    /// <summary>Runs when a run is due and this silo's turn; null otherwise.</summary>
    public async Task<ReconciliationReport?> RunWhenDueAsync(CancellationToken ct)
    {
        if (await _ledger.ClaimAsync(_holder, _options, ct) is not { } revision)
            return null;
        var last = await _ledger.LatestAsync(ct);
        var report = await _database.SnapshotAsync(
            session => _scan.RunAsync(session, revision, Time.GetUtcNow(), last),
            ct
        );
        var confirmed = report.Discrepancies.Where(b => b.Seen >= RunsToFreeze).ToList();
        if (!await _ledger.RecordAsync(report, confirmed, ct))
            return null;
        foreach (var discrepancy in report.Discrepancies)
            LogDiscrepancy(Log, discrepancy.Kind, discrepancy.Subject, discrepancy.Seen, discrepancy.Detail);
        foreach (var discrepancy in confirmed.DistinctBy(b => b.Freezes))
            await FreezeAsync(discrepancy, ct);
        return report;
    }

    protected override LogLevel FailureLevel => LogLevel.Error;

    protected override Task RunOnceAsync(CancellationToken ct) => RunWhenDueAsync(ct);

    private async Task FreezeAsync(ReportedDiscrepancy discrepancy, CancellationToken ct)
    {
        try
        {
            if (discrepancy.Freezes?.Split('/', 2) is not [var what, var id])
                return;
            // Every reply will do: a campaign that is paused already, or closed, sells nothing either.
            if (what == "sale")
                await _grains.GetGrain<ICampaignControlGrain>(Guid.Parse(id)).PauseAsync(Actor);
            else
                await _ledger.FreezeAsync(id, discrepancy, ct);
        }
#pragma warning disable CA1031 // the next run freezes this one; the others are frozen now
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotFrozen(Log, discrepancy.Freezes!, error);
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(1, LogLevel.Critical, "Reconciliation is broken ({Kind}) at {Subject}, seen {Seen} times: {Detail}")]
    private static partial void LogDiscrepancy(ILogger log, string kind, string subject, int seen, string detail);

    [LoggerMessage(2, LogLevel.Error, "{What} could not be frozen; the next run tries again.")]
    private static partial void LogNotFrozen(ILogger log, string what, Exception error);
}
