using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations.Sites;

/// <summary>
/// Accepts a site's batch of reports: prices, products and transactions are committed before the batch is answered, pumps and meters go to
/// the board alone.
/// </summary>
internal sealed class SiteIntake(
    StationId id,
    StationStore stations,
    FuelSaleIntake sales,
    ForecourtModel model,
    IGrainFactory grains,
    TimeProvider time,
    ILogger log
)
{
    /// <summary>
    /// The pumps whose transactions the site is to list. Null: the ledger says that the epoch is not that of the active connection.
    /// </summary>
    public async Task<ImmutableArray<int>?> AcceptAsync(long epoch, string currency, SiteBatch batch)
    {
        if (!await WriteProductsAsync(epoch, batch) || !await WriteSalesAsync(epoch, currency, batch))
            return null;
        var now = time.GetUtcNow();
        model.Heard(now);
        var query = ImmutableArray.CreateBuilder<int>();
        foreach (var pump in batch.Pumps)
            if (model.Apply(pump, now) is > 0 and var wanted)
                query.Add(wanted);
        // A transaction ends the fuelling, so a meter of the same batch is older. The dispenser shows rounded litres, the meter does not.
        var ended = batch.Transactions.Select(report => report.Pump).ToHashSet();
        foreach (var meter in batch.Meters)
            if (!ended.Contains(meter.Pump))
                model.Apply(meter, now);
        return query.DrainToImmutable();
    }

    private async Task<bool> WriteProductsAsync(long epoch, SiteBatch batch)
    {
        var now = time.GetUtcNow();
        var products = batch.Products.Where(model.IsNews).ToImmutableArray();
        var prices = batch.Prices.Where(price => model.IsNews(price, now)).ToImmutableArray();
        if (products.Length + prices.Length > 0)
        {
            if (
                await stations.ReportProductsAsync(id, epoch, products, prices, CancellationToken.None) is not { } known
            )
                return false;
            model.SetProducts(known);
        }
        foreach (var price in batch.Prices)
            model.PriceConfirmed(price.Product, now);
        return true;
    }

    private async Task<bool> WriteSalesAsync(long epoch, string currency, SiteBatch batch)
    {
        var now = time.GetUtcNow();
        var reports = batch.Transactions.Where(FuelSaleRule.IsSale).ToImmutableArray();
        if (reports.Length > 0)
        {
            if (await sales.ReportAsync(id, epoch, currency, reports, CancellationToken.None) is not { } written)
                return false;
            foreach (var sale in written)
                Publish(sale, now);
        }
        foreach (var listed in batch.Listed)
        {
            if (await sales.SettleUnlistedAsync(id, epoch, listed, CancellationToken.None) is not { } gone)
                return false;
            foreach (var sale in gone)
                model.Apply(sale, now);
        }
        return true;
    }

    private void Publish(FuelSale sale, DateTimeOffset now)
    {
        if (sale.State == FuelSaleState.UnderReview)
            log.LogWarning(
                "Sale {Transaction} at pump {Pump} is under review, not charged: {Reason}",
                sale.SiteTransaction,
                sale.Pump,
                sale.Review
            );
        model.Apply(sale, now);
        // The order that paid for the sale advances now. A lost call does no harm: the order also polls.
        if (sale is { Authorisation: { } authorisation, State: FuelSaleState.Open or FuelSaleState.UnderReview })
            grains.GetGrain<IFuelOrderGrain>(authorisation.Value).AdvanceAsync().Ignore();
    }
}

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
