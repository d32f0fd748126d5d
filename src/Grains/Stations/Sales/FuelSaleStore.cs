using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Stations;

namespace FuelGrains.Grains.Storage;

/// <summary>
/// Sales of fuel. What a site reports is written only under the epoch of the connection that holds it; what a payer does
/// is a conditional change of the sale's own row, so that the loser of a race is told what happened.
/// </summary>
public sealed class FuelSaleLedger(LedgerDatabase database, TimeProvider time)
{
    /// <summary>Writes what is new and compares what is known. Null: the connection no longer holds the site, and nothing was written.</summary>
    public Task<ImmutableArray<FuelSale>?> ReportAsync(
        StationId station,
        long epoch,
        string currency,
        ImmutableArray<TransactionReport> reports,
        CancellationToken ct
    ) =>
        database.WriteAsync<ImmutableArray<FuelSale>?>(
            async session =>
            {
                if (!await FuelSaleRows.FenceAsync(session, station, epoch))
                    return null;
                var sales = ImmutableArray.CreateBuilder<FuelSale>(reports.Length);
                // A site that is back tells of every sale that waits, and most of them are known as they are: one reading finds them all.
                var known =
                    reports.Length == 1
                        ? []
                        : (await UnsettledAsync(session, station)).ToDictionary(sale =>
                            (sale.Pump.Number, sale.SiteTransaction)
                        );
                foreach (var report in reports)
                    sales.Add(
                        known.TryGetValue((report.Pump, report.SiteTransaction), out var sale)
                            ? await CompareAsync(session, sale, report)
                            : await ReportAsync(session, station, currency, report)
                    );
                return sales.DrainToImmutable();
            },
            ct
        );

    /// <summary>Open sales that a complete answer does not list are paid inside; locked and clearing ones wait for CLEAR to say so.</summary>
    public Task<ImmutableArray<FuelSale>?> SettleUnlistedAsync(
        StationId station,
        long epoch,
        ListedTransactions listed,
        CancellationToken ct
    ) =>
        database.WriteAsync<ImmutableArray<FuelSale>?>(
            async session =>
            {
                if (!await FuelSaleRows.FenceAsync(session, station, epoch))
                    return null;
                var open = await UnsettledAsync(session, station);
                var gone = ImmutableArray.CreateBuilder<FuelSale>();
                foreach (var sale in open)
                {
                    if (
                        sale.State != FuelSaleState.Open
                        || sale.Authorisation is not null
                        || sale.ReportedAt >= listed.AskedAt
                    )
                        continue;
                    if (listed.Pump is { } pump && pump != sale.Pump.Number)
                        continue;
                    if (listed.Open.Contains(new(sale.Pump.Number, sale.SiteTransaction)))
                        continue;
                    if (await MoveAsync(session, sale, FuelSaleState.PaidInside, sale.Hold))
                        gone.Add(sale with { State = FuelSaleState.PaidInside, Fence = sale.Fence + 1 });
                }
                return gone.DrainToImmutable();
            },
            ct
        );

    /// <summary>Locks an open sale to a payer; a lock that has run out, or is the payer's own, is taken over.</summary>
    public Task<FuelSaleReply> LockAsync(
        FuelSaleId id,
        PumpKey pump,
        CustomerId payer,
        TimeSpan hold,
        CancellationToken ct
    ) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, now) =>
            {
                if (sale.State == FuelSaleState.Locked && sale.Payer != payer && sale.LockedUntil > now)
                    return FuelSaleOutcome.LockedByOther;
                if (sale.State is not (FuelSaleState.Open or FuelSaleState.Locked))
                    return FuelSaleOutcome.WrongState;
                var locked = await session
                    .Sql(
                        """
                        UPDATE fuel_sales SET state = 1, payer_id = @payer, locked_until = @until, fence = fence + 1, changed_at = @now
                        WHERE id = @id AND fence = @fence
                        """
                    )
                    .With("payer", payer.Value)
                    .With("until", now + hold)
                    .With("now", now)
                    .With("id", id.Value)
                    .With("fence", sale.Fence)
                    .ExecuteAsync();
                return locked == 1 ? FuelSaleOutcome.Done : FuelSaleOutcome.LockedByOther;
            },
            ct
        );

    public Task<FuelSaleReply> UnlockAsync(FuelSaleId id, PumpKey pump, CustomerId payer, CancellationToken ct) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, _) =>
            {
                if (sale.State == FuelSaleState.Open)
                    return FuelSaleOutcome.Done;
                if (sale.State != FuelSaleState.Locked || sale.Payer != payer)
                    return FuelSaleOutcome.WrongState;
                return await MoveAsync(session, sale, FuelSaleState.Open, sale.Hold)
                    ? FuelSaleOutcome.Done
                    : FuelSaleOutcome.WrongState;
            },
            ct
        );

    /// <summary>Begins one more try to clear, counted on disk before it is sent, under the connection that is to carry it.</summary>
    public Task<FuelSaleReply> BeginClearAsync(
        FuelSaleId id,
        PumpKey pump,
        CustomerId payer,
        long epoch,
        CancellationToken ct
    ) =>
        ChangeAsync(
            id,
            pump,
            async (session, sale, now) =>
            {
                if (sale.State is not (FuelSaleState.Locked or FuelSaleState.Clearing) || sale.Payer != payer)
                    return FuelSaleOutcome.WrongState;
                if (!await FuelSaleRows.FenceAsync(session, pump.Station, epoch))
                    return FuelSaleOutcome.WrongState;
                var begun = await session
                    .Sql(
                        """
                        UPDATE fuel_sales SET state = 2, clear_id = @clear, clear_tries = clear_tries + 1, fence = fence + 1, changed_at = @now
                        WHERE id = @id AND fence = @fence
                        """
                    )
                    .With("clear", sale.ClearId ?? sale.Authorisation?.Value ?? Guid.CreateVersion7(now))
                    .With("now", now)
                    .With("id", id.Value)
                    .With("fence", sale.Fence)
                    .ExecuteAsync();
                return begun == 1 ? FuelSaleOutcome.Done : FuelSaleOutcome.WrongState;
            },
            ct
        );

    /// <summary>
    /// Writes what a try to clear came to, once. A try that never left is taken back. Null: the answer came over a connection
    /// that no longer holds the site, so it counts for nothing.
    /// </summary>
    public Task<FuelSale?> EndClearAsync(
        FuelSaleId id,
        PumpKey pump,
        long epoch,
        long tries,
        int code,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (code != SiteCode.NotSent && !await FuelSaleRows.FenceAsync(session, pump.Station, epoch))
                    return null;
                if (
                    await FuelSaleRows.FindAsync(session, id) is not { State: FuelSaleState.Clearing } sale
                    || sale.Pump != pump
                )
                    return null;
                if (code == SiteCode.NotSent)
                {
                    await TakeBackAsync(session, sale, tries);
                    return await FuelSaleRows.FindAsync(session, id);
                }
                if (
                    ClearRule.After(ClearRule.Judge(code, tries)) is not { } state
                    || !await MoveAsync(session, sale, state, sale.Hold)
                )
                    return sale;
                if (sale.Authorisation is { } authorisation)
                    await AuthorisationLedger.EndAsync(session, authorisation, state, time.GetUtcNow());
                return await FuelSaleRows.FindAsync(session, id);
            },
            ct
        );

    /// <summary>Locks an open sale for an order, as a part of its transaction; the order's own unique index keeps others away while it lives.</summary>
    internal static async Task<bool> LockAsync(
        LedgerSession session,
        FuelSaleId sale,
        CustomerId payer,
        DateTimeOffset until,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                """
                UPDATE fuel_sales SET state = 1, payer_id = @payer, locked_until = @until, fence = fence + 1, changed_at = @now
                WHERE id = @id AND (state = 0 OR (state = 1 AND (payer_id = @payer OR locked_until <= @now)))
                """
            )
            .With("payer", payer.Value)
            .With("until", until)
            .With("now", now)
            .With("id", sale.Value)
            .ExecuteAsync() == 1;

    /// <summary>Staff decided about its order: the pump is free for others, and the sale waits for nobody.</summary>
    internal static async Task LeaveToStaffAsync(
        LedgerSession session,
        FuelSaleId? sale,
        AuthorisationId authorisation,
        DateTimeOffset now
    )
    {
        await session
            .Sql(
                "UPDATE authorisations SET state = 12, fence = fence + 1, changed_at = @now WHERE id = @id AND state < 10"
            )
            .With("now", now)
            .With("id", authorisation.Value)
            .ExecuteAsync();
        if (sale is { } id)
            await session
                .Sql(
                    "UPDATE fuel_sales SET state = 6, fence = fence + 1, changed_at = @now WHERE id = @id AND state IN (0, 1, 2, 4)"
                )
                .With("now", now)
                .With("id", id.Value)
                .ExecuteAsync();
    }

    public Task<FuelSale?> FindAsync(FuelSaleId id, CancellationToken ct) =>
        database.ReadAsync(session => FuelSaleRows.FindAsync(session, id), ct);

    public Task<ImmutableArray<FuelSale>> UnsettledAsync(StationId station, CancellationToken ct) =>
        database.ReadAsync(session => UnsettledAsync(session, station), ct);

    internal static Task<ImmutableArray<FuelSale>> UnsettledAsync(LedgerSession session, StationId station) =>
        session
            .Sql(
                $"SELECT {FuelSaleRows.Columns} FROM fuel_sales WHERE station_id = @station AND state IN (0, 1, 2, 4) ORDER BY pump, id"
            )
            .With("station", station.Value)
            .ListAsync(FuelSaleRows.Sale);

    private async Task<FuelSale> ReportAsync(
        LedgerSession session,
        StationId station,
        string currency,
        TransactionReport report
    )
    {
        var pump = new PumpKey(station, report.Pump);
        // In the pre-pay process the site's transaction id is the authorisation's.
        var authorisation =
            AuthorisationId.TryParse(report.SiteTransaction, null, out var named)
            && await FuelSaleRows.FindAsync(session, named) is { } found
            && found.Pump == pump
                ? found
                : null;
        // Who fuels after paying is known, and so may be the tank.
        var tank = authorisation is null ? null : await CustomerTank.OfAsync(session, authorisation.Customer);
        var hold = FuelSaleRule.Judge(report, currency, authorisation, tank ?? FuelSaleRule.UsualTankMl);
        var now = time.GetUtcNow();
        var id = FuelSaleId.New(time);
        var written = await session
            .Sql(
                """
                INSERT INTO fuel_sales (id, station_id, pump, site_transaction, authorisation_id, site_product, currency, amount_fen, volume_ml,
                    price_milli, vat_milli, state, hold_reason, deferred, clear_tries, fence, reported_at, changed_at)
                VALUES (@id, @station, @pump, @transaction, @authorisation, @product, @currency, @amount, @volume, @price, @vat, @state, @hold,
                    @deferred, 0, 1, @now, @now) ON CONFLICT DO NOTHING
                """
            )
            .With("id", id.Value)
            .With("station", station.Value)
            .With("pump", report.Pump)
            .With("transaction", report.SiteTransaction)
            .With("authorisation", authorisation?.Id.Value)
            .With("product", report.Product)
            .With("currency", report.Currency)
            .With("amount", report.AmountFen)
            .With("volume", report.VolumeMl)
            .With("price", report.PriceMilli)
            .With("vat", report.VatMilli)
            .With("state", (int)(hold == ReviewReason.None ? FuelSaleState.Open : FuelSaleState.Held))
            .With("hold", (int)hold)
            .With("deferred", report.Deferred ? 1 : 0)
            .With("now", now)
            .ExecuteAsync();
        if (written == 1 && authorisation is { IsOpen: true })
            await AuthorisationLedger.FuelledAsync(session, authorisation.Id, now);
        var sale = (
            await session
                .Sql(
                    $"SELECT {FuelSaleRows.Columns} FROM fuel_sales WHERE station_id = @station AND pump = @pump AND site_transaction = @transaction"
                )
                .With("station", station.Value)
                .With("pump", report.Pump)
                .With("transaction", report.SiteTransaction)
                .FirstAsync(FuelSaleRows.Sale)
        )!;
        return written == 1 ? sale : await CompareAsync(session, sale, report);
    }

    private async Task<FuelSale> CompareAsync(LedgerSession session, FuelSale known, TransactionReport again)
    {
        if (!FuelSaleRule.Agree(known, again))
        {
            // While somebody pays, the numbers that were agreed to stand; whoever comes later finds it held.
            if (known.State == FuelSaleState.Open)
                await MoveAsync(session, known, FuelSaleState.Held, ReviewReason.Changed);
        }
        // It was missing in one answer and is back: it is still owed.
        else if (known.State == FuelSaleState.PaidInside && known.ClearId is null)
            await MoveAsync(session, known, FuelSaleState.Open, known.Hold);
        else if (known.Deferred != again.Deferred)
            await session
                .Sql("UPDATE fuel_sales SET deferred = @deferred WHERE id = @id")
                .With("deferred", again.Deferred ? 1 : 0)
                .With("id", known.Id.Value)
                .ExecuteAsync();
        else
            return known;
        return (await FuelSaleRows.FindAsync(session, known.Id))!;
    }

    // Open again means that nobody has it: the next payer starts from the first try, under a new id.
    private async Task<bool> MoveAsync(LedgerSession session, FuelSale sale, FuelSaleState to, ReviewReason hold) =>
        await session
            .Sql(
                $"""
                UPDATE fuel_sales SET state = @state, hold_reason = @hold, fence = fence + 1, changed_at = @now
                    {(
                    to == FuelSaleState.Open
                        ? ", payer_id = NULL, locked_until = NULL, clear_id = NULL, clear_tries = 0"
                        : ""
                )}
                WHERE id = @id AND fence = @fence
                """
            )
            .With("state", (int)to)
            .With("hold", (int)hold)
            .With("now", time.GetUtcNow())
            .With("id", sale.Id.Value)
            .With("fence", sale.Fence)
            .ExecuteAsync() == 1;

    private static Task TakeBackAsync(LedgerSession session, FuelSale sale, long tries) =>
        session
            .Sql(
                """
                UPDATE fuel_sales SET clear_tries = clear_tries - 1, fence = fence + 1,
                    state = CASE WHEN clear_tries = 1 THEN 1 ELSE 2 END, clear_id = CASE WHEN clear_tries = 1 THEN NULL ELSE clear_id END
                WHERE id = @id AND fence = @fence AND clear_tries = @tries
                """
            )
            .With("id", sale.Id.Value)
            .With("fence", sale.Fence)
            .With("tries", (int)tries)
            .ExecuteAsync();

    private Task<FuelSaleReply> ChangeAsync(
        FuelSaleId id,
        PumpKey pump,
        Func<LedgerSession, FuelSale, DateTimeOffset, Task<FuelSaleOutcome>> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (await FuelSaleRows.FindAsync(session, id) is not { } sale || sale.Pump != pump)
                    return new FuelSaleReply(FuelSaleOutcome.NotFound, null);
                var outcome = await change(session, sale, time.GetUtcNow());
                return new(outcome, await FuelSaleRows.FindAsync(session, id));
            },
            ct
        );
}
