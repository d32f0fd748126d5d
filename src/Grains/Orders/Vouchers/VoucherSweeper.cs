using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Expires vouchers past their time and reminds their owners before that time, page by page. Every silo runs a sweeper, because each
/// change is conditional.
/// </summary>
public sealed class VoucherSweeper(
    LedgerDatabase ledger,
    LiveNodes live,
    IOptions<VoucherOptions> options,
    TimeProvider time,
    ILogger<VoucherSweeper> log
) : PeriodicService("The sweep of vouchers past their time", options.Value.SweepEvery, time, log)
{
    // Rows a transaction: its locks last some milliseconds.
    private const int Page = 200;

    // Pages a sweep, so that a day on which a whole campaign expires does not keep the sweeper from reminding.
    private const int MaxPages = 50;

    /// <summary>Runs one sweep; returns the numbers of expired and of reminded vouchers.</summary>
    public async Task<(int Expired, int Reminded)> SweepAsync(CancellationToken ct)
    {
        var (expired, reminded) = (0, 0);
        for (var page = 0; page < MaxPages && await ExpirePageAsync(ct) is { Found: > 0 } some; page++)
            expired += some.Changed;
        for (var page = 0; page < MaxPages && await RemindPageAsync(ct) is { Found: > 0 } some; page++)
            reminded += some.Changed;
        await ledger.WriteAsync(session => VoucherGuessTable.ForgetAsync(session, options.Value, Time.GetUtcNow()), ct);
        return (expired, reminded);
    }

    protected override Task RunOnceAsync(CancellationToken ct) => SweepAsync(ct);

    private async Task<(int Found, int Changed)> ExpirePageAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var (found, expired) = await ledger.WriteAsync(
            async session =>
            {
                var due = await LockDueAsync(session, "", now);
                var changed = new List<DueVoucher>();
                foreach (var voucher in due)
                    if (await VoucherTable.ExpireAsync(session, voucher.Id, now))
                        changed.Add(voucher);
                // The customer had the voucher for all of its time: WeChat hears of a virtual delivery, or keeps the money for ever.
                await ShippingReportTable.OweGoodsAsync(
                    session,
                    changed.Select(voucher => voucher.Order).OfType<OrderId>(),
                    LogisticsType.Virtual,
                    now
                );
                return (due.Length, changed);
            },
            ct
        );
        foreach (var (id, customer, _) in expired)
            live.Notify(new(customer, $"voucher/{id}"));
        return (found, expired.Count);
    }

    private Task<(int Found, int Changed)> RemindPageAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        return ledger.WriteAsync(
            async session =>
            {
                var due = await LockDueAsync(session, "AND reminded = 0", now + options.Value.RemindBefore);
                var changed = 0;
                foreach (var (id, _, _) in due)
                {
                    if (!await VoucherTable.MarkRemindedAsync(session, id))
                        continue;
                    await OutboxRows.AddAsync(session, now, OutboxKinds.Notice, $"voucher-expiring/{id}");
                    changed++;
                }
                return (due.Length, changed);
            },
            ct
        );
    }

    // Rows that another transaction changes now are passed over: sweepers share the work, and the next sweep finds the rest. The page
    // is changed in the order of ids, as everyone who changes several vouchers does, so no deadlock arises.
    private static async Task<ImmutableArray<DueVoucher>> LockDueAsync(
        LedgerSession session,
        string condition,
        DateTimeOffset until
    ) =>
        (
            await session
                .Sql(
                    $"""
                    SELECT {DueVoucher.Columns} FROM vouchers
                    WHERE state = {VoucherState.Issued:D} AND valid_to <= @until {condition}
                    ORDER BY valid_to LIMIT @page {session.SkipLocked}
                    """
                )
                .With("until", until)
                .With("page", Page)
                .ListAsync(DueVoucher.Read)
        ).Sort((a, b) => a.Id.Value.CompareTo(b.Id.Value));

    private readonly record struct DueVoucher(VoucherId Id, CustomerId Customer, OrderId? Order)
    {
        public const string Columns = "id, customer_id, order_id";

        public static DueVoucher Read(LedgerRow r) =>
            new(new(r.Id(0)), new(r.Id(1)), r.IdOrNull(2) is { } order ? new OrderId(order) : null);
    }
}
