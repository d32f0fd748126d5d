namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>The sales of a station that were held for a review since a time: how many, for how much, and the latest of them.</summary>
/// <param name="Latest">The latest sales, newest first, at most <see cref="MostListed"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.held-sales")]
public sealed record HeldSales(
    DateTimeOffset Since,
    ImmutableArray<HeldReason> Reasons,
    ImmutableArray<HeldSale> Latest
)
{
    /// <summary>The most sales in <see cref="Latest"/>: more than a person reads of one station.</summary>
    public const int MostListed = 50;
}

/// <summary>How many sales were held for one reason, and their amounts together.</summary>
[GenerateSerializer, Immutable, Alias("fuel.held-reason")]
public readonly record struct HeldReason(ReviewReason Reason, long Count, long AmountFen);

/// <param name="DifferenceFen">The amount minus litres times price; null while the price is unknown.</param>
[GenerateSerializer, Immutable, Alias("fuel.held-sale")]
public sealed record HeldSale(FuelSale Sale, long? DifferenceFen);
