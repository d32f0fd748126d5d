namespace FuelGrains.Grains.Stations;

/// <summary>Writes a list of stations into one column: their ids with commas between. An empty text means all stations.</summary>
public static class StationList
{
    public static string Text(ImmutableArray<StationId> stations) => string.Join(',', stations);

    public static ImmutableArray<StationId> Read(string text) =>
        text.Length == 0 ? [] : [.. text.Split(',').Select(id => StationId.Parse(id, null))];
}
