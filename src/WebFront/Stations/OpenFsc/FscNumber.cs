using System.Globalization;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Numbers as the specification's prose means them; its grammar would allow no digit from 1 to 9 alone (see ADR 11).
/// Exact: decimals become whole thousandths or hundredths, never floating point.
/// </summary>
public static class FscNumber
{
    /// <summary>Twelve digits before the point hold any price, amount or volume, and any product of two of them fits 128 bits.</summary>
    private const int MostDigits = 12;

    /// <summary>The highest number of a pump. A higher number is an error: nobody paints it on a pump.</summary>
    private const int HighestPump = 9_999;

    public static bool TryPump(string text, out int pump) =>
        TryWhole(text, out pump) && pump is >= 1 and <= HighestPump;

    public static bool TryWhole(string text, out int number)
    {
        number = 0;
        return IsDigits(text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    public static bool TryLong(string text, out long number)
    {
        number = 0;
        return IsDigits(text)
            && text.Length <= MostDigits
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>
    /// Reads a decimal as a whole number of its last place: 86.83 with 2 places is 8683. Digits beyond are cut off, and
    /// <paramref name="exact"/> says whether any of them mattered.
    /// </summary>
    public static bool TryFixed(string text, int places, out long value, out bool exact)
    {
        (value, exact) = (0, true);
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (text, "") : (text[..point], text[(point + 1)..]);
        if (
            !IsDigits(whole)
            || whole.Length > MostDigits
            || (point >= 0 && (!IsDigits(fraction) || fraction.Length > MostDigits))
        )
            return false;
        var kept = fraction.Length > places ? fraction[..places] : fraction.PadRight(places, '0');
        exact = fraction.Length <= places || fraction.AsSpan(places).IndexOfAnyExcept('0') < 0;
        return long.TryParse(whole + kept, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>The number of digits after the point, zeros included, but not more than <paramref name="most"/>.</summary>
    public static int Decimals(string text, int most) =>
        text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? Math.Min(text.Length - point - 1, most) : 0;

    /// <summary>8683 with 2 places is 86.83.</summary>
    public static string Fixed(long value, int places)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return $"{digits[..^places]}.{digits[^places..]}";
    }

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
