namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>The content of one unit of a product; a voucher carries the same. The kind decides which fields count.</summary>
[GenerateSerializer, Immutable, Alias("fuel.product-unit")]
public sealed record ProductUnit
{
    public const int DefaultValidDays = 90;

    [Id(0)]
    public required ProductKind Kind { get; init; }

    /// <summary>Litres: the grade, such as <c>95#</c>.</summary>
    [Id(1)]
    public string Grade { get; init; } = "";

    /// <summary>Litres: the volume in millilitres.</summary>
    [Id(2)]
    public long VolumeMl { get; init; }

    /// <summary>Yuan: the amount off, in fen.</summary>
    [Id(3)]
    public long ValueFen { get; init; }

    /// <summary>Yuan: the smallest amount of a fuelling that the voucher pays for, in fen.</summary>
    [Id(4)]
    public long ThresholdFen { get; init; }

    /// <summary>The number of days that a voucher is valid, from its issue.</summary>
    [Id(5)]
    public int ValidDays { get; init; } = DefaultValidDays;

    /// <summary>The stations that accept the voucher; empty for every station.</summary>
    [Id(6)]
    public ImmutableArray<StationId> Stations { get; init; } = [];

    public bool IsValidAt(StationId station) => Stations.IsEmpty || Stations.Contains(station);

    public bool Equals(ProductUnit? other) =>
        other is not null
        && (Kind, Grade, VolumeMl, ValueFen, ThresholdFen, ValidDays)
            == (other.Kind, other.Grade, other.VolumeMl, other.ValueFen, other.ThresholdFen, other.ValidDays)
        && Stations.SequenceEqual(other.Stations);

    public override int GetHashCode() =>
        HashCode.Combine(Kind, Grade, VolumeMl, ValueFen, ThresholdFen, ValidDays, Stations.Length);
}

[GenerateSerializer, Alias("fuel.product-kind")]
public enum ProductKind
{
    /// <summary>Litres of a grade, at whatever they cost when fuelled.</summary>
    Litres = 0,

    /// <summary>An amount off, once, without change.</summary>
    Yuan = 1,

    /// <summary>A service at the station, such as a car wash.</summary>
    Service = 2,
}
