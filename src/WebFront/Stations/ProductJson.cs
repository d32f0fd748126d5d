namespace FuelGrains.WebFront.Stations;

/// <summary>A product on the wire. Volume in millilitres, money in fen; an empty list of stations means all of them.</summary>
internal sealed record ProductJson(
    Guid Id,
    string Name,
    string Description,
    ProductKind Kind,
    string Grade,
    long VolumeMl,
    long ValueFen,
    long ThresholdFen,
    int ValidDays,
    ImmutableArray<Guid> Stations
)
{
    public static ProductJson Of(ProductView p) =>
        new(
            p.Id.Value,
            p.Name,
            p.Description,
            p.Unit.Kind,
            p.Unit.Grade,
            p.Unit.VolumeMl,
            p.Unit.ValueFen,
            p.Unit.ThresholdFen,
            p.Unit.ValidDays,
            [.. p.Unit.Stations.Select(s => s.Value)]
        );
}
