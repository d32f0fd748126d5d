using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// A voucher's code: 19 random characters of 32 (95 bits) and a check character over them, shown in groups of four. The alphabet has
/// no I, L, O and U (Crockford's Base32), and reads I and L as 1 and O as 0. The check character detects any one wrong character and any
/// two swapped ones, so a typo is not mistaken for a guess.
/// </summary>
public static class VoucherCode
{
    public const int Length = 20;
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string New()
    {
        Span<char> code = stackalloc char[Length];
        RandomNumberGenerator.GetItems<char>(Alphabet, code[..^1]);
        code[^1] = Alphabet[Times(Remainder(code[..^1]))];
        return new(code);
    }

    /// <summary>Normalizes a typed or scanned code to capitals without dashes and spaces. False: the text cannot be a code.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out string? code)
    {
        code = null;
        // Five groups with separators between them and some blanks around them.
        if (typed.Length > 2 * Length)
            return false;
        Span<char> read = stackalloc char[Length];
        var count = 0;
        foreach (var c in typed)
        {
            if (c is '-' or ' ')
                continue;
            if (count == Length || Plain(c) is not { } plain)
                return false;
            read[count++] = plain;
        }
        if (count != Length || Remainder(read) != 0)
            return false;
        code = new(read);
        return true;
    }

    private static char? Plain(char c)
    {
        var upper = char.ToUpperInvariant(c);
        var plain = upper switch
        {
            'O' => '0',
            'I' or 'L' => '1',
            _ => upper,
        };
        return Alphabet.Contains(plain, StringComparison.Ordinal) ? plain : null;
    }

    // The code is a polynomial over GF(32), evaluated at a generator of the field, whose powers below 31 are all different.
    private static int Remainder(ReadOnlySpan<char> code)
    {
        var sum = 0;
        foreach (var c in code)
            sum = Times(sum) ^ Alphabet.IndexOf(c, StringComparison.Ordinal);
        return sum;
    }

    // Multiplies by x modulo x^5 + x^2 + 1.
    private static int Times(int value) => (value << 1 ^ ((value & 16) != 0 ? 0b100101 : 0)) & 31;
}
