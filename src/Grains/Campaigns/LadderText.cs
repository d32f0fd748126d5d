using System.Globalization;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// A campaign's ladder as one text, such as <c>2=19900/18900,5=17900</c>: the text is read whole or not at all, and never searched.
/// </summary>
internal static class LadderText
{
    public static string Of(ImmutableArray<TeamPrice> ladder) =>
        string.Join(
            ',',
            ladder.Select(step =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{step.Size}={step.PriceFen}{(step.LeaderPriceFen is { } leader ? $"/{leader}" : "")}"
                )
            )
        );

    public static ImmutableArray<TeamPrice> Parse(string text) =>
        [
            .. text.Split(',')
                .Select(step =>
                {
                    var parts = step.Split('=', '/');
                    return new TeamPrice(
                        int.Parse(parts[0], CultureInfo.InvariantCulture),
                        long.Parse(parts[1], CultureInfo.InvariantCulture),
                        parts.Length > 2 ? long.Parse(parts[2], CultureInfo.InvariantCulture) : null
                    );
                }),
        ];
}
