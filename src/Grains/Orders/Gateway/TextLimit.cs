using System.Globalization;
using System.Text;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The unit in which a limit of WeChat is counted.</summary>
public enum TextUnit
{
    /// <summary>Bytes of UTF-8: a Chinese character has three, an emoji at least four.</summary>
    Bytes = 0,

    /// <summary>UTF-16 units, which is the strictest reading of "characters".</summary>
    Characters = 1,
}

/// <summary>The longest text that WeChat takes in one member, and the shortest.</summary>
public sealed record TextLimit(TextUnit Unit, int Most, int Least = 0)
{
    public bool Allows(string text) => Count(text) is var length && length >= Least && length <= Most;

    /// <summary>
    /// The text up to the limit, cut between characters as people see them: never inside a surrogate pair or a combining sequence.
    /// </summary>
    public string Cut(string text)
    {
        if (Count(text) <= Most)
            return text;
        var end = End(text, StringInfo.GetNextTextElementLength);
        // A first character that exceeds the limit by itself is cut between its code points: WeChat refuses an empty text as well.
        return text[..(end > 0 ? end : End(text, CodePointLength))];
    }

    private int End(string text, Func<ReadOnlySpan<char>, int> nextLength)
    {
        var end = 0;
        for (var left = Most; end < text.Length; )
        {
            var length = nextLength(text.AsSpan(end));
            left -= Count(text.AsSpan(end, length));
            if (left < 0)
                break;
            end += length;
        }
        return end;
    }

    private static int CodePointLength(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out _, out var length);
        return length;
    }

    private int Count(ReadOnlySpan<char> text) =>
        Unit == TextUnit.Bytes ? Encoding.UTF8.GetByteCount(text) : text.Length;
}
