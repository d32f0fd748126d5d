namespace FuelGrains.Grains.Stations;

/// <summary>How a list of stations stands in one column: their ids with commas between, empty for all of them.</summary>
public static class StationList
{
    public static string Text(ImmutableArray<StationId> stations) => string.Join(',', stations);

    public static ImmutableArray<StationId> Read(string text) =>
        text.Length == 0 ? [] : [.. text.Split(',').Select(id => StationId.Parse(id, null))];
}
