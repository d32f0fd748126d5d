namespace FuelGrains.WebFront.Campaigns;

/// <summary>A sale on the wire. Amounts in fen, times UTC; <c>stock = free + held + confirmed</c>.</summary>
internal sealed record SaleJson(
    Guid Id,
    string Title,
    string ProductName,
    long ListPriceFen,
    long SalePriceFen,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int LimitPerCustomer,
    int LimitPerOrder,
    int PayWithinSeconds,
    SaleStatus Status,
    long Stock,
    long Free,
    long Held,
    long Confirmed
)
{
    public static SaleJson Of(SaleView sale) =>
        new(
            sale.Id.Value,
            sale.Terms.Title,
            sale.ProductName,
            sale.Terms.ListPriceFen,
            sale.Terms.SalePriceFen,
            sale.Terms.StartsAt,
            sale.Terms.EndsAt,
            sale.Terms.LimitPerCustomer,
            sale.Terms.LimitPerOrder,
            (int)sale.Terms.PayWithin.TotalSeconds,
            sale.Status,
            sale.Stock,
            sale.Free,
            sale.Held,
            sale.Confirmed
        );
}

internal sealed record SaleList(DateTimeOffset ServerTime, ImmutableArray<SaleJson> Sales);

/// <summary>A sale at one revision of one epoch: what live updates go on from.</summary>
internal sealed record SaleSnapshot(DateTimeOffset ServerTime, long Epoch, long Revision, SaleJson Sale);
