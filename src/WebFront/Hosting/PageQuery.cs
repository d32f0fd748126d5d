using System.Diagnostics.CodeAnalysis;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Hosting;

/// <summary>A page of a list, newest first: the entries before a key, or the first ones, and at most <see cref="Limit"/> of them.</summary>
internal readonly record struct PageQuery<TKey>(TKey? Before, int Limit)
    where TKey : struct, IParsable<TKey>
{
    /// <summary>Reads the query's parameters; returns a problem when they are not valid.</summary>
    /// <param name="entry">The form of a key, as the problem names it: <c>the id of an order</c>.</param>
    public static Problem? Read(string? before, int? limit, PageLimits limits, string entry, out PageQuery<TKey> page)
    {
        page = new(null, limit ?? limits.Default);
        if (page.Limit < 1 || page.Limit > limits.Max)
            return Problems.Invalid("limit", $"Must be from 1 to {limits.Max}.");
        if (before is null)
            return null;
        if (!TKey.TryParse(before, null, out var key))
            return Problems.Invalid("before", $"Must be {entry}.");
        page = page with { Before = key };
        return null;
    }

    /// <summary>The key to send for the next page; null when there is certainly no further entry.</summary>
    public Guid? Next<T>(IReadOnlyList<T> listed, Func<T, Guid> id) => listed.Count == Limit ? id(listed[^1]) : null;
}

/// <summary>The size of a page: without a limit in the query, and at most.</summary>
internal readonly record struct PageLimits(int Default, int Max)
{
    /// <summary>Lists of a customer.</summary>
    public static readonly PageLimits OfCustomer = new(20, 100);

    /// <summary>Lists of staff.</summary>
    public static readonly PageLimits OfStaff = new(50, 200);
}

/// <summary>A key in the one form that answers have: 32 hexadecimal digits with four hyphens.</summary>
internal readonly record struct PageKey(Guid Value) : IParsable<PageKey>
{
    public static PageKey Parse(string s, IFormatProvider? provider) => new(Guid.ParseExact(s, "D"));

    public static bool TryParse(
        [NotNullWhen(true)] string? s,
        IFormatProvider? provider,
        [MaybeNullWhen(false)] out PageKey result
    )
    {
        var isKey = Guid.TryParseExact(s, "D", out var id);
        result = new(id);
        return isKey;
    }
}
