namespace FuelGrains.Load.Faults;

/// <summary>
/// The faults at WeChat during a workload. Each kind strikes with a probability around the one given here: the seed moves the probability
/// between half and one and a half, so that two seeds are two different runs.
/// </summary>
internal static class FaultPlan
{
    /// <summary>The product's deadline for the gateway is sometimes longer than this silence, and sometimes shorter.</summary>
    private const double SilenceMs = 3_000;
    private const double LatenessMs = 4_000;

    /// <summary>Longer than the product's deadline for the gateway, and shorter than customers have to pay.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    private static readonly FaultOrder[] Usual =
    [
        new("pay-notify", "drop", 0.15),
        new("pay-notify", "lose", 0.08),
        new("pay-notify", "duplicate", 0.08, Copies: 20),
        new("pay-notify", "delay", 0.08, HoldMs: LatenessMs),
        new("pay-notify", "reorder", 0.15, HoldMs: LatenessMs / 2),
        new("refund-notify", "drop", 0.15),
        new("refund-notify", "lose", 0.15),
        new("refund-notify", "duplicate", 0.15, Copies: 20),
        new("refund-notify", "reorder", 0.2, HoldMs: LatenessMs),
        new("prepay", "timeout-after", 0.02, HoldMs: SilenceMs),
        new("prepay", "timeout-before", 0.01, HoldMs: SilenceMs),
        new("prepay", "system-error-after", 0.05),
        new("prepay", "refuse", 0.04, Status: 403, Code: "OUT_TRADE_NO_USED"),
        new("prepay", "system-error", 0.02),
        new("prepay", "rate-limit", 0.01),
        new("query", "stale", 0.3),
        new("query", "system-error", 0.05),
        new("query", "unsigned", 0.03),
        new("close", "system-error-after", 0.1),
        new("close", "system-error", 0.1),
        new("close", "timeout-after", 0.05, HoldMs: SilenceMs),
        new("refund", "timeout-after", 0.1, HoldMs: SilenceMs),
        new("refund", "system-error-after", 0.15),
        new("refund", "system-error", 0.1),
        new("refund", "rate-limit", 0.1),
        new("refund-query", "stale", 0.3),
        new("refund-query", "wrong-signature", 0.05),
    ];

    public static IReadOnlyList<FaultOrder> Of(int seed)
    {
        var random = new Random(seed);
        return
        [
            .. Usual.Select(f => f with { Probability = Math.Round(f.Probability * (0.5 + random.NextDouble()), 3) }),
        ];
    }

    /// <summary>WeChat hangs when the first customers pay; after about a half of the payments the merchant's account is empty.</summary>
    public static IReadOnlyList<Spell> Spells(int seed, int payments)
    {
        var random = new Random(seed + 2);
        return [Of(SpellKind.Hang, 0.05), Of(SpellKind.EmptyAccount, 0.45)];

        Spell Of(SpellKind kind, double from) =>
            new(
                kind,
                (int)(payments * (from + (random.NextDouble() * 0.1))),
                Shortest + (random.NextDouble() * (Longest - Shortest))
            );
    }

    public static string Text(FaultOrder fault, int hits) =>
        $"{fault.Operation} {fault.Kind}{(fault.Copies is { } copies ? $" x{copies}" : "")} {fault.Probability:0.0%}: struck {hits:N0}";
}
