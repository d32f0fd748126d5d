using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// Expires vouchers past their time and reminds their owners before it, page by page. Each is a conditional change of one row, so
/// every silo may run one.
/// </summary>
public sealed class VoucherSweeper(
    LedgerDatabase ledger,
    LiveNodes live,
    IOptions<VoucherOptions> options,
    TimeProvider time,
    ILogger<VoucherSweeper> log
) : Sweeper("vouchers past their time", options.Value.SweepEvery, time, log)
{
    // Rows a transaction: its locks last some milliseconds.
    private const int Page = 200;

    // Pages a sweep, so that a day on which a whole campaign expires does not keep the sweeper from reminding.
    private const int MaxPages = 50;

    /// <summary>One sweep; answers how many were expired and how many reminded.</summary>
    public async Task<(int Expired, int Reminded)> SweepAsync(CancellationToken ct)
    {
        var (expired, reminded) = (0, 0);
        for (var page = 0; page < MaxPages && await ExpirePageAsync(ct) is { Found: > 0 } some; page++)
            expired += some.Changed;
        for (var page = 0; page < MaxPages && await RemindPageAsync(ct) is { Found: > 0 } some; page++)
            reminded += some.Changed;
        await ledger.WriteAsync(
            session => RedemptionThrottle.ForgetAsync(session, options.Value, Time.GetUtcNow()),
            ct
        );
        return (expired, reminded);
    }

    protected override Task RunOnceAsync(CancellationToken ct) => SweepAsync(ct);

    private async Task<(int Found, int Changed)> ExpirePageAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var due = await ListAsync("state = 0 AND valid_to <= @until", now, ct);
        if (due.Length == 0)
            return default;
        var expired = await ledger.WriteAsync(
            async session =>
            {
                var changed = new List<(VoucherId Id, CustomerId Customer)>();
                foreach (var voucher in due)
                    if (await VoucherRows.ExpireAsync(session, voucher.Id, now))
                        changed.Add(voucher);
                return changed;
            },
            ct
        );
        foreach (var (id, customer) in expired)
            live.Tell(new(customer, $"voucher/{id}"));
        return (due.Length, expired.Count);
    }

    private async Task<(int Found, int Changed)> RemindPageAsync(CancellationToken ct)
    {
        var now = Time.GetUtcNow();
        var due = await ListAsync(
            "state = 0 AND reminded = 0 AND valid_to <= @until",
            now + options.Value.RemindBefore,
            ct
        );
        if (due.Length == 0)
            return default;
        return (
            due.Length,
            await ledger.WriteAsync(
                async session =>
                {
                    var changed = 0;
                    foreach (var (id, _) in due)
                    {
                        var first = await session
                            .Sql("UPDATE vouchers SET reminded = 1 WHERE id = @id AND reminded = 0 AND state = 0")
                            .With("id", id.Value)
                            .ExecuteAsync();
                        if (first == 1)
                            await OutboxRows.AddAsync(session, now, OutboxKinds.Notice, $"voucher-expiring/{id}");
                        changed += first;
                    }
                    return changed;
                },
                ct
            )
        );
    }

    // The first to expire first, then in the order of ids, as everyone who changes several vouchers does: no deadlock.
    private Task<ImmutableArray<(VoucherId Id, CustomerId Customer)>> ListAsync(
        string condition,
        DateTimeOffset until,
        CancellationToken ct
    ) =>
        ledger.ReadAsync(
            async session =>
                (
                    await session
                        .Sql($"SELECT id, customer_id FROM vouchers WHERE {condition} ORDER BY valid_to LIMIT @page")
                        .With("until", until)
                        .With("page", Page)
                        .ListAsync(r => (Id: new VoucherId(r.Id(0)), Customer: new CustomerId(r.Id(1))))
                ).Sort((a, b) => a.Id.Value.CompareTo(b.Id.Value)),
            ct
        );
}
