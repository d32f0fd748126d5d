using System.ComponentModel.DataAnnotations;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>How vouchers are redeemed, expired and reminded of. Section <c>Vouchers</c>.</summary>
public sealed class VoucherOptions
{
    /// <summary>Unknown codes that one member of staff, and that one station, may enter within the window. Default: 5.</summary>
    [Range(1, 1_000)]
    public int MaxWrongCodes { get; set; } = 5;

    /// <summary>The window in which unknown codes are counted. Default: 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan WrongCodesWithin { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long before a voucher expires its owner is reminded. Default: 3 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan RemindBefore { get; set; } = TimeSpan.FromDays(3);

    /// <summary>The wait between two sweeps for vouchers past their time. Default: 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(1);
}
