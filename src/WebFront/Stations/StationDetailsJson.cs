using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Stations;

/// <summary>
/// A station as staff see it. <c>products</c>: what the site sells, and what staff mapped before the site reported it.
/// <c>codesAreFinal</c>: the codes of its pumps carry the public address, so they may be printed.
/// </summary>
internal sealed record StationDetailsJson(
    Guid Id,
    string Name,
    string City,
    string Address,
    string PaymentMethod,
    string Currency,
    long? LatitudeE6,
    long? LongitudeE6,
    int OpensMinute,
    int ClosesMinute,
    bool HasScreenKey,
    ImmutableArray<CredentialJson> Credentials,
    BoardJson Board,
    ImmutableArray<StationProductJson> Products,
    bool CodesAreFinal
)
{
    public static StationDetailsJson Of(StationDetails d, PublicAddress site, DateTimeOffset asOf) =>
        new(
            d.Id.Value,
            d.Profile.Name,
            d.Profile.City,
            d.Profile.Address,
            d.Profile.PaymentMethod,
            d.Profile.Currency,
            d.Profile.LatitudeE6,
            d.Profile.LongitudeE6,
            d.Profile.OpensMinute,
            d.Profile.ClosesMinute,
            d.HasScreenKey,
            [.. d.Credentials.Select(c => new CredentialJson(c.Id, c.CreatedAt, c.ExpiresAt))],
            BoardJson.Of(d.Board, asOf),
            [
                .. d.Products.Select(p => new StationProductJson(
                    p.Product,
                    p.Name,
                    p.Category,
                    p.Grade,
                    p.Currency,
                    p.PriceMilli,
                    p.PricedAt
                )),
            ],
            site.IsSet
        );
}

internal sealed record CredentialJson(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary><c>category</c> and the price are null while the site did not report them.</summary>
internal sealed record StationProductJson(
    string Product,
    string Name,
    string? Category,
    string? Grade,
    string? Currency,
    long? PriceMilli,
    DateTimeOffset? PricedAt
);
