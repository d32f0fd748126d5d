using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Campaigns.Hoarding;

/// <summary>
/// The limits of what a customer may let go in a campaign. Units that are held or bought are under the campaign's own limit alone.
/// Section <c>Hoarding</c>.
/// </summary>
public sealed class HoardingOptions
{
    /// <summary>Orders of a campaign that a customer may let go; then that customer gets no further one. Default: 20.</summary>
    [Range(1, LetGo.Most)]
    public int LetGoOrders { get; set; } = 20;

    /// <summary>Lapsed holds after which a customer gives way to others. Default: 3.</summary>
    [Range(1, LetGo.Most)]
    public int LapsedHolds { get; set; } = 3;

    /// <summary>How long units that returned are kept for those who do not give way; zero keeps none. Default: 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan GiveWay { get; set; } = TimeSpan.FromSeconds(10);
}
