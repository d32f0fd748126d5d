namespace FuelGrains.WebFront.Stations;

/// <summary>Finds stations by words, for every list of stations that people narrow.</summary>
internal static class StationSearch
{
    public const int MaxListed = 1_000;

    /// <summary>The length of a list whose caller names none.</summary>
    public const int UsuallyListed = 50;
    private const int LongestFind = 100;

    /// <summary>Returns what is wrong with the words and with the number of stations wanted, field by field.</summary>
    public static Dictionary<string, string[]> Errors(string? find, int? limit)
    {
        var errors = new Dictionary<string, string[]>();
        if (limit is < 1 or > MaxListed)
            errors["limit"] = [$"Must be from 1 to {MaxListed}."];
        if (find?.Length > LongestFind)
            errors["find"] = [$"Must have at most {LongestFind} characters."];
        return errors;
    }

    /// <summary>Returns the stations of which each word occurs in the name, the city or the address.</summary>
    public static List<StationView> Find(IEnumerable<StationView> stations, string? find)
    {
        var words = find?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return [.. stations.Where(station => Array.TrueForAll(words, word => Has(station, word)))];
    }

    private static bool Has(StationView station, string word) =>
        station.Name.Contains(word, StringComparison.OrdinalIgnoreCase)
        || station.City.Contains(word, StringComparison.OrdinalIgnoreCase)
        || station.Address.Contains(word, StringComparison.OrdinalIgnoreCase);
}
