namespace FuelGrains.WebFront.Campaigns;

/// <summary>A flash sale on the wire. Amounts are in fen, times in UTC; <c>stock = free + held + confirmed</c>.</summary>
internal sealed record FlashSaleJson(
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
    CampaignStatus Status,
    long Stock,
    long Free,
    long Held,
    long Confirmed
)
{
    public static FlashSaleJson Of(CampaignView campaign) =>
        new(
            campaign.Id.Value,
            campaign.Terms.Title,
            campaign.ProductName,
            campaign.Terms.ListPriceFen,
            campaign.Terms.SalePriceFen,
            campaign.Terms.StartsAt,
            campaign.Terms.EndsAt,
            campaign.Terms.LimitPerCustomer,
            campaign.Terms.LimitPerOrder,
            (int)campaign.Terms.PayWithin.TotalSeconds,
            campaign.Status,
            campaign.Stock,
            campaign.Free,
            campaign.Held,
            campaign.Confirmed
        );
}

internal sealed record FlashSaleList(DateTimeOffset ServerTime, ImmutableArray<FlashSaleJson> Sales);

/// <summary>A flash sale at one revision of one epoch, from which live updates continue.</summary>
internal sealed record FlashSaleSnapshot(DateTimeOffset ServerTime, long Epoch, long Revision, FlashSaleJson Sale);
