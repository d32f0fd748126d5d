using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Stations;

/// <summary>A station as staff write it. Latitude and longitude in millionths of a degree, hours in minutes of the day.</summary>
internal sealed record NewStation(
    string Name,
    string City,
    string Address,
    string PaymentMethod = "fuelgrains",
    string Currency = "CNY",
    long? LatitudeE6 = null,
    long? LongitudeE6 = null,
    int OpensMinute = 0,
    int ClosesMinute = 24 * 60
)
{
    private const int LongestText = 200;

    public StationProfile Profile =>
        new()
        {
            Name = Name.Trim(),
            City = City.Trim(),
            Address = Address.Trim(),
            PaymentMethod = PaymentMethod,
            Currency = Currency,
            LatitudeE6 = LatitudeE6,
            LongitudeE6 = LongitudeE6,
            OpensMinute = OpensMinute,
            ClosesMinute = ClosesMinute,
        };

    public Dictionary<string, string[]> Errors()
    {
        var check = new Validator();
        check.Require(IsText(Name), "name", $"Must have 1 to {LongestText} characters.");
        check.Require(IsText(City), "city", $"Must have 1 to {LongestText} characters.");
        check.Require(IsText(Address), "address", $"Must have 1 to {LongestText} characters.");
        check.Require(
            PaymentMethod.Length is > 0 and <= 32 && PaymentMethod.All(char.IsAsciiLetterOrDigit),
            "paymentMethod",
            "Must be 1 to 32 letters and digits: the name agreed with the site."
        );
        check.Require(OpenFsc.FscCurrency.All.Contains(Currency), "currency", "Must be a code of ISO 4217.");
        check.Require(
            LatitudeE6 is null or (>= -90_000_000 and <= 90_000_000),
            "latitudeE6",
            "Must be millionths of a degree, from -90 to 90 degrees."
        );
        check.Require(
            LongitudeE6 is null or (>= -180_000_000 and <= 180_000_000),
            "longitudeE6",
            "Must be millionths of a degree, from -180 to 180 degrees."
        );
        check.Require(OpensMinute is >= 0 and < 24 * 60, "opensMinute", "Must be a minute of the day, from 0 to 1439.");
        check.Require(
            ClosesMinute is > 0 and <= 24 * 60,
            "closesMinute",
            "Must be a minute of the day, from 1 to 1440."
        );
        return check.Errors;
    }

    private static bool IsText(string text) =>
        text.Trim().Length is > 0 and <= LongestText && !text.Any(char.IsControl);
}
