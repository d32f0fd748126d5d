using FuelGrains.Grains.Stations.Sales;
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
