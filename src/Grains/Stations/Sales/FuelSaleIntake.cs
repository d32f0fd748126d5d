using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.Sales;

/// <summary>Records the transactions that a site reports, under the fencing epoch of its active connection alone.</summary>
public sealed class FuelSaleIntake(LedgerDatabase database, TimeProvider time)
{
    /// <summary>
    /// Writes what is new and compares what is known. Null: the epoch is not that of the active connection, and nothing was written.
    /// </summary>
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
                if (!await StationTable.CheckFencingEpochAsync(session, station, epoch))
                    return null;
                var sales = ImmutableArray.CreateBuilder<FuelSale>(reports.Length);
                // A site that reconnects reports every sale that waits, most of them unchanged: one query finds them all.
                var known =
                    reports.Length == 1
                        ? []
                        : (await FuelSaleTable.UnsettledAsync(session, station)).ToDictionary(sale =>
                            (sale.Pump.Number, sale.SiteTransaction)
                        );
                foreach (var report in reports)
                    sales.Add(
                        known.TryGetValue((report.Pump, report.SiteTransaction), out var sale)
                            ? await CompareAsync(session, sale, report)
                            : await AddAsync(session, new(station, report.Pump), currency, report)
                    );
                return sales.DrainToImmutable();
            },
            ct
        );

    /// <summary>
    /// Marks open sales that a complete answer does not list as paid inside. Locked and clearing sales wait for the answer to CLEAR.
    /// Null: the epoch is not that of the active connection.
    /// </summary>
    public Task<ImmutableArray<FuelSale>?> SettleUnlistedAsync(
        StationId station,
        long epoch,
        ListedTransactions listed,
        CancellationToken ct
    ) =>
        database.WriteAsync<ImmutableArray<FuelSale>?>(
            async session =>
            {
                if (!await StationTable.CheckFencingEpochAsync(session, station, epoch))
                    return null;
                var gone = ImmutableArray.CreateBuilder<FuelSale>();
                foreach (var sale in await FuelSaleTable.UnsettledAsync(session, station))
                    if (
                        FuelSaleRule.IsPaidInside(sale, listed)
                        && await MoveAsync(session, sale, FuelSaleState.PaidInside, sale.Review)
                    )
                        gone.Add(sale with { State = FuelSaleState.PaidInside, Version = sale.Version + 1 });
                return gone.DrainToImmutable();
            },
            ct
        );

    private async Task<FuelSale> AddAsync(
        LedgerSession session,
        PumpKey pump,
        string currency,
        TransactionReport report
    )
    {
        // In the pre-pay process the site's transaction id is the authorisation's.
        var authorisation =
            AuthorisationId.TryParse(report.SiteTransaction, null, out var named)
            && await AuthorisationTable.FindAsync(session, named) is { } found
            && found.Pump == pump
                ? found
                : null;
        // The customer of an authorisation is known, and so may be the tank.
        var tank = authorisation is null ? null : await CustomerTank.OfAsync(session, authorisation.Customer);
        var now = time.GetUtcNow();
        var added = await FuelSaleTable.InsertAsync(
            session,
            new()
            {
                Id = FuelSaleId.New(time),
                Pump = pump,
                Report = report,
                Authorisation = authorisation?.Id,
                Review = FuelSaleRule.Evaluate(report, currency, authorisation, tank ?? FuelSaleRule.UsualTankMl),
                ReportedAt = now,
            }
        );
        if (added && authorisation is { IsOpen: true })
            await AuthorisationTable.FuelAsync(session, authorisation.Id, now);
        // A site may write the id of an authorisation in other letters than before: the fuel is the same, and so is the sale.
        var sale =
            await FuelSaleTable.OfTransactionAsync(session, pump, report.SiteTransaction)
            ?? (await FuelSaleTable.OfAuthorisationAsync(session, authorisation!.Id))!;
        return added ? sale : await CompareAsync(session, sale, report);
    }

    private async Task<FuelSale> CompareAsync(LedgerSession session, FuelSale known, TransactionReport again)
    {
        if (!FuelSaleRule.Agree(known, again))
        {
            // A payer keeps the numbers that were agreed to; whoever comes later finds the sale under review.
            if (known.State == FuelSaleState.Open)
                await MoveAsync(session, known, FuelSaleState.UnderReview, ReviewReason.Changed);
        }
        // The sale was missing in one answer and is listed again: it is still owed.
        else if (known.State == FuelSaleState.PaidInside && known.ClearId is null)
            await MoveAsync(session, known, FuelSaleState.Open, known.Review);
        else if (known.Deferred != again.Deferred)
            await FuelSaleTable.DeferAsync(session, known.Id, again.Deferred);
        else
            return known;
        return (await FuelSaleTable.FindAsync(session, known.Id))!;
    }

    private Task<bool> MoveAsync(LedgerSession session, FuelSale sale, FuelSaleState to, ReviewReason review) =>
        FuelSaleTable.MoveAsync(session, sale, to, review, time.GetUtcNow());
}
