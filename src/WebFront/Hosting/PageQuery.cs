using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>Which orders of a customer's list are asked for: those before one of them, so many at most.</summary>
internal readonly record struct OrderPage(OrderId? Before, int Limit)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;

    /// <summary>What is wrong with the query; null when the page could be read.</summary>
    public static Problem? Read(string? before, int? limit, out OrderPage page)
    {
        page = new(null, limit ?? DefaultLimit);
        if (page.Limit is < 1 or > MaxLimit)
            return Problems.Invalid("limit", $"Must be from 1 to {MaxLimit}.");
        if (before is null)
            return null;
        if (!OrderId.TryParse(before, null, out var id))
            return Problems.Invalid("before", "Must be the id of an order.");
        page = page with { Before = id };
        return null;
    }

    /// <summary>What to ask for next; null when there is certainly no more.</summary>
    public Guid? Next(IReadOnlyList<OrderId> listed) => listed.Count == Limit ? listed[^1].Value : null;
}
