namespace FuelGrains.WebFront.Stations;

/// <summary>A product as staff wants it. Of the fields that say what a unit is, those of another kind must be left out or empty.</summary>
internal sealed record NewProduct(
    string Name,
    string Description,
    ProductKind Kind,
    string Grade = "",
    long VolumeMl = 0,
    long ValueFen = 0,
    long ThresholdFen = 0,
    int ValidDays = ProductUnit.DefaultValidDays,
    Guid[]? Stations = null
)
{
    // A voucher is for one car: a lorry's two tanks hold some 1,500 L.
    private const long MaxVolumeMl = 2_000_000;
    private const long MaxFen = 10_000_000;
    private const int MaxValidDays = 3_650;

    // All of them stand in one column; a voucher for more of a chain is for the whole chain.
    private const int MaxStations = 100;

    public ProductUnit Unit =>
        new()
        {
            Kind = Kind,
            Grade = Grade.Trim(),
            VolumeMl = VolumeMl,
            ValueFen = ValueFen,
            ThresholdFen = ThresholdFen,
            ValidDays = ValidDays,
            Stations = Stations is null ? [] : [.. Stations.Distinct().Select(id => new StationId(id))],
        };

    public Dictionary<string, string[]> Errors()
    {
        var errors = new Dictionary<string, string[]>();
        void Require(bool holds, string field, string message)
        {
            if (!holds)
                errors.TryAdd(field, [message]);
        }
        Require(IsText(Name, 1, 100), "name", "Must have 1 to 100 characters, none of them control characters.");
        Require(
            IsText(Description, 0, 500),
            "description",
            "Must have at most 500 characters, none of them control characters."
        );
        Require(ValidDays is >= 1 and <= MaxValidDays, "validDays", $"Must be from 1 to {MaxValidDays}.");
        Require(
            Stations is null || Stations.Length <= MaxStations,
            "stations",
            $"At most {MaxStations}; empty means all of them."
        );
        if (Kind == ProductKind.Litres)
        {
            Require(IsText(Grade, 1, 16), "grade", "Must have 1 to 16 characters, none of them control characters.");
            Require(VolumeMl is >= 1 and <= MaxVolumeMl, "volumeMl", $"Must be from 1 to {MaxVolumeMl} millilitres.");
        }
        else
        {
            Require(Grade.Length == 0, "grade", "Only litres have a grade.");
            Require(VolumeMl == 0, "volumeMl", "Only litres have a volume.");
        }
        if (Kind == ProductKind.Yuan)
        {
            Require(ValueFen is >= 1 and <= MaxFen, "valueFen", $"Must be from 1 to {MaxFen} fen.");
            Require(ThresholdFen is >= 0 and <= MaxFen, "thresholdFen", $"Must be from 0 to {MaxFen} fen.");
        }
        else
        {
            Require(ValueFen == 0, "valueFen", "Only yuan have a value.");
            Require(ThresholdFen == 0, "thresholdFen", "Only yuan have a threshold.");
        }
        return errors;
    }

    private static bool IsText(string text, int min, int max) =>
        text.Trim().Length >= min && text.Length <= max && !text.Any(char.IsControl);
}
