using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>Lists bills, differences and the settlement for staff, and takes their decisions; each is audited.</summary>
[StatelessWorker, Reentrant]
public sealed class BillsGrain(
    LedgerDatabase ledger,
    LedgerReads reads,
    BillSettler settler,
    GatewayDeadline deadline,
    IOptions<BillOptions> options,
    TimeProvider time
) : Grain, IBillsGrain
{
    public Task<ImmutableArray<BillView>> ListAsync(DateOnly? before, int limit) =>
        reads.ReadAsync(session => BillTable.ListAsync(session, before, limit));

    public async Task<BillOutcome> FetchAsync(DateOnly day, BillKind kind, string staff)
    {
        var now = time.GetUtcNow();
        if (!BillSchedule.IsAvailable(day, now, options.Value))
            return BillOutcome.OutOfRange;
        return await ledger.WriteAsync(async session =>
        {
            if (
                !await BillTable.PlanAsync(session, day, kind, now)
                && !await BillTable.PlanAgainAsync(session, day, kind, now)
            )
                return BillOutcome.WrongState;
            await AuditTable.AddAsync(session, time, staff, "bill.fetch", BillTable.Subject(day, kind), "");
            return BillOutcome.Done;
        });
    }

    public Task<BillOutcome> CancelAsync(DateOnly day, BillKind kind, string staff) =>
        ledger.WriteAsync(async session =>
        {
            if (!await BillTable.CancelAsync(session, day, kind, time.GetUtcNow()))
                return await BillTable.ExistsAsync(session, day, kind) ? BillOutcome.WrongState : BillOutcome.NotFound;
            await AuditTable.AddAsync(session, time, staff, "bill.cancel", BillTable.Subject(day, kind), "");
            return BillOutcome.Done;
        });

    public Task<ImmutableArray<BillDifferenceView>> DifferencesAsync(DifferenceFilter filter) =>
        reads.ReadAsync(session => BillDifferenceTable.ListAsync(session, filter));

    public Task<SettleReply> SettleAsync(Guid id, BillSettlement how, string staff, string note) =>
        deadline.RunAsync(ct => settler.SettleAsync(id, how, staff, note, ct));

    public Task<ImmutableArray<BillDaySums>> SumsAsync(DateOnly from, DateOnly to, int limit) =>
        reads.ReadAsync(session => BillSumTable.ListAsync(session, from, to, limit));
}
