namespace FuelGrains.WebFront.Tests.Orders.Vouchers;

/// <summary>
/// Reads a QR symbol of version 1 (21 modules) that holds alphanumeric text, as a scanner does with a perfect picture: ISO/IEC 18004,
/// without using the error correction.
/// </summary>
internal sealed class QrReader(Func<int, int, bool> darkAt)
{
    private const int Size = 21;
    private const string Characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
    private readonly List<bool> _bits = [];
    private int _at;

    public string Read()
    {
        for (var i = 0; i < 3; i++)
            if (!IsFinder(i == 1 ? Size - 7 : 0, i == 2 ? Size - 7 : 0))
                throw new InvalidOperationException("A finder pattern is missing.");
        // Format: two bits of level, three of mask, under a fixed mask of their own.
        var format = 0;
        for (var x = 0; x < 5; x++)
            format = format << 1 | (darkAt(x, 8) ? 1 : 0);
        Collect(mask: (format ^ 0b10101) & 7);
        if (Take(4) != 0b0010)
            throw new InvalidOperationException("It is not in alphanumeric mode.");
        var left = Take(9);
        var text = "";
        for (; left > 1; left -= 2)
        {
            var pair = Take(11);
            text += $"{Characters[pair / 45]}{Characters[pair % 45]}";
        }
        return left == 1 ? text + Characters[Take(6)] : text;
    }

    private bool IsFinder(int left, int top) =>
        Enumerable
            .Range(0, 49)
            .All(i => darkAt(left + i % 7, top + i / 7) == (Math.Max(Math.Abs(i % 7 - 3), Math.Abs(i / 7 - 3)) != 2));

    // Two columns at a time from the right, up and down in turn; column 6 is the timing pattern.
    private void Collect(int mask)
    {
        var up = true;
        for (var right = Size - 1; right > 0; right -= 2, up = !up)
        {
            if (right == 6)
                right--;
            for (var step = 0; step < Size; step++)
            for (var x = right; x > right - 2; x--)
            {
                var y = up ? Size - 1 - step : step;
                if (!IsFixed(x, y))
                    _bits.Add(darkAt(x, y) ^ IsMasked(mask, y, x));
            }
        }
    }

    private static bool IsFixed(int x, int y) =>
        x == 6 || y == 6 || x < 9 && y < 9 || x < 9 && y >= Size - 8 || x >= Size - 8 && y < 9;

    private static bool IsMasked(int mask, int i, int j) =>
        mask switch
        {
            0 => (i + j) % 2 == 0,
            1 => i % 2 == 0,
            2 => j % 3 == 0,
            3 => (i + j) % 3 == 0,
            4 => (i / 2 + j / 3) % 2 == 0,
            5 => i * j % 2 + i * j % 3 == 0,
            6 => (i * j % 2 + i * j % 3) % 2 == 0,
            _ => ((i + j) % 2 + i * j % 3) % 2 == 0,
        };

    private int Take(int bits)
    {
        var value = 0;
        for (var i = 0; i < bits; i++)
            value = value << 1 | (_bits[_at++] ? 1 : 0);
        return value;
    }
}
