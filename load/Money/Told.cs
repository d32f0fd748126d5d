namespace FuelGrains.Load.Money;

/// <summary>What the customers were told, order by order: every word of it must be true in the end.</summary>
/// <param name="Unsure">Customers with a press that once stayed without an answer: an order nobody acknowledged is no lie to them.</param>
internal sealed record Told(IReadOnlyList<ToldOrder> Orders, IReadOnlySet<Guid> Unsure);

/// <summary>One acknowledged order and everything that was said about it, and done to it.</summary>
internal sealed record ToldOrder
{
    public required Guid Id { get; init; }
    public required Guid Customer { get; init; }
    public required int Quantity { get; init; }
    public required long AmountFen { get; init; }
    public required DateTimeOffset PayBy { get; init; }

    /// <summary>Of every answer to pay.</summary>
    public IReadOnlyList<string> PrepayIds { get; init; } = [];

    /// <summary>Each state the product told, in this order.</summary>
    public IReadOnlyList<OrderState> States { get; init; } = [];

    /// <summary>The customer asked, whatever came back: a timeout may have had its effect.</summary>
    public bool AskedToCancel { get; init; }

    /// <summary>As <see cref="AskedToCancel"/>.</summary>
    public bool AskedForMoneyBack { get; init; }

    /// <summary>Units whose return was answered with 2xx.</summary>
    public int UnitsPromisedBack { get; init; }
}
