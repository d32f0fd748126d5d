using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Stations;

/// <summary>A product that staff writes. The fields of a unit of another kind must be left out or empty.</summary>
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

    // A single column holds all stations; a voucher for more stations of a chain is for the whole chain.
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
        var check = new Validator();
        check.Require(IsText(Name, 1, 100), "name", "Must have 1 to 100 characters, none of them control characters.");
        check.Require(
            IsText(Description, 0, 500),
            "description",
            "Must have at most 500 characters, none of them control characters."
        );
        check.Require(ValidDays is >= 1 and <= MaxValidDays, "validDays", $"Must be from 1 to {MaxValidDays}.");
        check.Require(
            Stations is null || Stations.Length <= MaxStations,
            "stations",
            $"At most {MaxStations}; empty means all of them."
        );
        if (Kind == ProductKind.Litres)
        {
            check.Require(
                IsText(Grade, 1, 16),
                "grade",
                "Must have 1 to 16 characters, none of them control characters."
            );
            check.Require(
                VolumeMl is >= 1 and <= MaxVolumeMl,
                "volumeMl",
                $"Must be from 1 to {MaxVolumeMl} millilitres."
            );
        }
        else
        {
            check.Require(Grade.Length == 0, "grade", "Only litres have a grade.");
            check.Require(VolumeMl == 0, "volumeMl", "Only litres have a volume.");
        }
        if (Kind == ProductKind.Yuan)
        {
            check.Require(ValueFen is >= 1 and <= MaxFen, "valueFen", $"Must be from 1 to {MaxFen} fen.");
            check.Require(ThresholdFen is >= 0 and <= MaxFen, "thresholdFen", $"Must be from 0 to {MaxFen} fen.");
        }
        else
        {
            check.Require(ValueFen == 0, "valueFen", "Only yuan have a value.");
            check.Require(ThresholdFen == 0, "thresholdFen", "Only yuan have a threshold.");
        }
        return check.Errors;
    }

    private static bool IsText(string text, int min, int max) =>
        text.Trim().Length >= min && text.Length <= max && !text.Any(char.IsControl);
}
