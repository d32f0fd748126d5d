namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>Verifies the units of each campaign: counters agree with seats, and with the stock that staff published.</summary>
internal static class CampaignStockVerifier
{
    public static IEnumerable<Check> Of(TeamHistory all)
    {
        var checks = new Checks("campaigns");
        var shards = all.Rows.Shards.ToLookup(s => s.Campaign);
        var seats = all.Rows.Seats.ToLookup(s => s.Campaign);
        checks["each has the stock it was published with"] = all
            .Campaigns.Where(c => shards[c.Id].Sum(s => s.Allotted) != c.Stock)
            .Select(c => $"{c.Name}: {shards[c.Id].Sum(s => s.Allotted)} of {c.Stock}");
        checks["in each, units sold = seats confirmed and not returned, and units held = seats unpaid"] = all
            .Campaigns.Where(c =>
                Sold(all, seats[c.Id]) != shards[c.Id].Sum(s => s.Confirmed)
                || seats[c.Id].Count(s => s.IsUnpaid) != shards[c.Id].Sum(s => s.Held)
            )
            .Select(c =>
                $"{c.Name}: sold {shards[c.Id].Sum(s => s.Confirmed)} and {Sold(all, seats[c.Id])}, "
                + $"held {shards[c.Id].Sum(s => s.Held)} and {seats[c.Id].Count(s => s.IsUnpaid)}"
            );
        return checks;
    }

    private static int Sold(TeamHistory all, IEnumerable<SeatRow> seats) =>
        seats.Sum(s => all.Payments.Order(s.Order)?.SoldUnits ?? 0);
}
