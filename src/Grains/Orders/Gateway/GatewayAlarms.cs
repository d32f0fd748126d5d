using System.Globalization;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// Keeps one alarm open for each thing that is wrong with WeChat Pay as a whole, however many payments and refunds meet it, and closes
/// the alarm when the thing is over. Every silo looks; an alarm ends when no silo has kept it open for a while.
/// </summary>
public sealed class GatewayAlarms(
    LedgerDatabase ledger,
    GatewayHealth health,
    TimeProvider time,
    ILogger<GatewayAlarms> log
) : PeriodicService("The alarms about WeChat Pay", Period, time, log)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // Three looks of the slowest silo.
    private static readonly TimeSpan Quiet = 3 * Period;

    // Customers press again within minutes; when nobody met the fault for so long, it is over.
    private static readonly TimeSpan QuietNumbers = TimeSpan.FromMinutes(15);

    /// <summary>An amount for an alarm's detail.</summary>
    public static string Yuan(long fen) => string.Create(CultureInfo.InvariantCulture, $"{fen / 100m:0.00} yuan");

    /// <summary>Looks once.</summary>
    public async Task LookAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var (waiting, open) = await ledger.ReadAsync(
            async session =>
                (await RefundTable.WaitingAsync(session), await AlarmTable.OpenOfAsync(session, AlarmKinds.WeChatPay)),
            ct
        );
        var found = Find(waiting);
        var over = open.Where(alarm => found.All(f => f.Kind != alarm.Kind)).ToImmutableArray();
        if (found.IsEmpty && over.IsEmpty)
            return;
        await ledger.WriteAsync(
            async session =>
            {
                foreach (var (kind, detail) in found)
                    await AlarmTable.KeepAsync(session, now, kind, AlarmKinds.WeChatPay, detail);
                foreach (var alarm in over)
                    await AlarmTable.EndAsync(session, alarm.Kind, alarm.Subject, now - QuietFor(alarm.Kind), now);
                return true;
            },
            ct
        );
    }

    protected override Task RunOnceAsync(CancellationToken ct) => LookAsync(ct);

    private static TimeSpan QuietFor(string kind) => kind == AlarmKinds.NumbersSpent ? QuietNumbers : Quiet;

    private ImmutableArray<(string Kind, string Detail)> Find(ImmutableArray<WaitingRefunds> waiting)
    {
        var found = ImmutableArray.CreateBuilder<(string, string)>();
        if (Calls(GatewayAnswer.None) is { Length: > 0 } silent)
            found.Add(
                (AlarmKinds.GatewayAway, $"WeChat Pay does not answer: {silent}. Units return after their grace.")
            );
        var limited = Calls(GatewayAnswer.Limited);
        var slowed = Sum(waiting.Where(w => GatewayCodes.IsLimit(w.Error)));
        if (limited.Length > 0 || slowed.Count > 0)
            found.Add((AlarmKinds.GatewayLimited, $"Ask WeChat for a higher limit. {Says(slowed)}; slowed: {limited}"));
        if (Sum(waiting.Where(w => w.Error == GatewayCodes.AccountEmpty)) is { Count: > 0 } unpaid)
            found.Add((AlarmKinds.AccountEmpty, $"Top up the merchant's account. {Says(unpaid)}"));
        return found.ToImmutable();
    }

    private string Calls(GatewayAnswer cause) => string.Join(", ", health.AwayFor(cause));

    private static (long Count, long Fen) Sum(IEnumerable<WaitingRefunds> waiting) =>
        waiting.Aggregate((Count: 0L, Fen: 0L), (sum, w) => (sum.Count + w.Count, sum.Fen + w.AmountFen));

    private static string Says((long Count, long Fen) waiting) =>
        $"{waiting.Count} refunds of {Yuan(waiting.Fen)} wait";
}
