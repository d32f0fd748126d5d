namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>
/// The amounts of a bill: yuan with at most five decimals, as WeChat writes fees. The unit here is the thousandth of a fen, so that
/// every amount of a bill is a whole number.
/// </summary>
internal static class BillMoney
{
    public const long PerFen = 1_000;
    public const long PerYuan = 100 * PerFen;

    private const int MaxDecimals = 5;

    // Twelve digits of yuan, with five decimals, and a million of such rows stay within a long.
    private const int MaxDigits = 12;

    public static bool TryRead(ReadOnlySpan<char> yuan, out long amount)
    {
        amount = 0;
        var negative = yuan is ['-', ..];
        var text = negative ? yuan[1..] : yuan;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var decimals = point < 0 ? [] : text[(point + 1)..];
        if (whole.Length is 0 or > MaxDigits || decimals.Length > MaxDecimals || (point >= 0 && decimals.Length == 0))
            return false;
        foreach (var digit in whole)
            if (!TryAdd(digit, ref amount))
                return false;
        foreach (var digit in decimals)
            if (!TryAdd(digit, ref amount))
                return false;
        for (var i = decimals.Length; i < MaxDecimals; i++)
            amount *= 10;
        if (negative)
            amount = -amount;
        return true;
    }

    /// <summary>An amount of whole fen. False also for an amount with a part of a fen.</summary>
    public static bool TryReadFen(ReadOnlySpan<char> yuan, out long fen)
    {
        var read = TryRead(yuan, out var amount);
        fen = amount / PerFen;
        return read && amount % PerFen == 0;
    }

    /// <summary>A count, which older bills write as <c>20.0</c>.</summary>
    public static bool TryReadCount(ReadOnlySpan<char> text, out long count)
    {
        var read = TryRead(text, out var amount);
        count = amount / PerYuan;
        return read && amount % PerYuan == 0;
    }

    /// <summary>The amount in yuan, with two decimals or as many as it needs.</summary>
    public static string Yuan(long amount) =>
        (amount / (decimal)PerYuan).ToString("0.00###", System.Globalization.CultureInfo.InvariantCulture);

    private static bool TryAdd(char digit, ref long amount)
    {
        amount = amount * 10 + (digit - '0');
        return char.IsAsciiDigit(digit);
    }
}
