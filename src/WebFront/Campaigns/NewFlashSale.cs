using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Campaigns;

/// <summary>A flash sale that staff creates. Money is in fen.</summary>
internal sealed record NewFlashSale(
    Guid ProductId,
    string Title,
    long ListPriceFen,
    long SalePriceFen,
    long Stock,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int LimitPerCustomer,
    int LimitPerOrder,
    int PayWithinSeconds,
    int Shards = 1
)
{
    private const long MaxPriceFen = 100_000_000;
    private const long MaxStock = 1_000_000_000;
    private const int MaxLimit = 1_000_000;
    private const int MaxShards = 64;

    public Dictionary<string, string[]> Errors(DateTimeOffset now) => Check(now).Errors;

    public Validator Check(DateTimeOffset now)
    {
        var check = new Validator();
        check.Require(
            Title.Trim().Length is > 0 and <= 100 && !Title.Any(char.IsControl),
            "title",
            "Must have 1 to 100 characters, none of them control characters."
        );
        check.Require(ListPriceFen is > 0 and <= MaxPriceFen, "listPriceFen", $"Must be from 1 to {MaxPriceFen} fen.");
        check.Require(
            SalePriceFen is > 0 && SalePriceFen <= ListPriceFen,
            "salePriceFen",
            "Must be at least 1 fen and at most the list price."
        );
        check.Require(Stock is > 0 and <= MaxStock, "stock", $"Must be from 1 to {MaxStock}.");
        check.Require(StartsAt < EndsAt, "endsAt", "Must be after startsAt.");
        check.Require(EndsAt > now, "endsAt", "Must be in the future.");
        check.Require(EndsAt - StartsAt <= TimeSpan.FromDays(366), "endsAt", "A sale lasts a year at most.");
        check.Require(StartsAt < now.AddYears(1), "startsAt", "Must be within a year.");
        check.Require(LimitPerCustomer is > 0 and <= MaxLimit, "limitPerCustomer", $"Must be from 1 to {MaxLimit}.");
        check.Require(
            LimitPerOrder is > 0 and <= CampaignTerms.MaxUnitsPerOrder && LimitPerOrder <= LimitPerCustomer,
            "limitPerOrder",
            $"Must be from 1 to {CampaignTerms.MaxUnitsPerOrder}, and at most limitPerCustomer."
        );
        check.Require(PayWithinSeconds is >= 1 and <= 86_400, "payWithinSeconds", "Must be from 1 to 86400 seconds.");
        check.Require(
            Shards is >= 1 and <= MaxShards && Shards <= Stock,
            "shards",
            $"Must be from 1 to {MaxShards}, and at most the stock."
        );
        return check;
    }

    // The database keeps milliseconds, so the terms have no finer times.
    public CampaignTerms Terms =>
        new()
        {
            ProductId = ProductId,
            Title = Title.Trim(),
            ListPriceFen = ListPriceFen,
            SalePriceFen = SalePriceFen,
            Stock = Stock,
            StartsAt = DateTimeOffset.FromUnixTimeMilliseconds(StartsAt.ToUnixTimeMilliseconds()),
            EndsAt = DateTimeOffset.FromUnixTimeMilliseconds(EndsAt.ToUnixTimeMilliseconds()),
            LimitPerCustomer = LimitPerCustomer,
            LimitPerOrder = LimitPerOrder,
            PayWithin = TimeSpan.FromSeconds(PayWithinSeconds),
            Shards = Shards,
        };
}
