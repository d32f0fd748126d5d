namespace FuelGrains.Load.Faults;

internal enum SpellKind
{
    /// <summary>WeChat answers no call about payments, nor a new refund.</summary>
    Hang,

    /// <summary>Refunds find the merchant's account empty.</summary>
    EmptyAccount,
}

/// <summary>A trouble that lasts for some seconds and is then over, in the middle of the workload.</summary>
/// <param name="At">It begins when so many payments are counted.</param>
internal sealed record Spell(SpellKind Kind, int At, TimeSpan Lasts)
{
    /// <summary>
    /// The calls that hang. Every one of them is made again by somebody when the hang is over, so the product sees soon that it is.
    /// </summary>
    public static readonly IReadOnlyList<FaultOrder> Hang =
    [
        .. new[] { "prepay", "query", "close", "refund" }.Select(operation => new FaultOrder(operation, "hang")),
    ];

    public override string ToString() =>
        $"{(Kind == SpellKind.Hang ? "WeChat hung" : "the merchant's account was empty")} for {Lasts.TotalSeconds:0.0} s";
}
