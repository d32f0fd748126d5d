using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace FuelGrains.Grains.Orders.Vouchers;

/// <summary>
/// A voucher's code: 19 random characters of 32 (95 bits) and a check character over them, shown in groups of four. The alphabet has
/// no I, L, O and U (Crockford's Base32); what is read as one of those is understood. The check tells a typo from a guess: any one
/// wrong character and any two swapped ones are found.
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

    /// <summary>What somebody typed or scanned, in capitals without dashes and spaces; false when it cannot be a code.</summary>
    public static bool TryRead(string typed, [NotNullWhen(true)] out string? code)
    {
        code = null;
        // Five groups, and some blanks around them.
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

    // The code as a polynomial over GF(32) at a generator of the field: no power of it below 31 repeats.
    private static int Remainder(ReadOnlySpan<char> code)
    {
        var sum = 0;
        foreach (var c in code)
            sum = Times(sum) ^ Alphabet.IndexOf(c, StringComparison.Ordinal);
        return sum;
    }

    // Times x modulo x^5 + x^2 + 1.
    private static int Times(int value) => (value << 1 ^ ((value & 16) != 0 ? 0b100101 : 0)) & 31;
}
