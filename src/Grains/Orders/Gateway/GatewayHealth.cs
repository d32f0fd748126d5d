namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>
/// This silo's knowledge of the gateway: which calls it answers, and when it last did not. The knowledge lives in memory: a silo that
/// starts takes the gateway for healthy until its own calls say otherwise.
/// </summary>
public sealed class GatewayHealth(TimeProvider time)
{
    private static readonly ImmutableArray<GatewayCall> OfPayments =
    [
        GatewayCall.Prepay,
        GatewayCall.Query,
        GatewayCall.Close,
    ];
    private static readonly ImmutableArray<GatewayCall> Calls = [.. Enum.GetValues<GatewayCall>()];
    private readonly ImmutableArray<GatewayBreaker> _breakers =
    [
        .. Calls.Select(call => new GatewayBreaker(call, time)),
    ];

    /// <summary>True: the gateway does not answer calls of that kind, or refuses all of them for one reason.</summary>
    public bool IsAway(GatewayCall call) => CauseOf(call) != GatewayAnswer.Usable;

    /// <summary>Why calls of that kind are not made; <see cref="GatewayAnswer.Usable"/> when they are.</summary>
    public GatewayAnswer CauseOf(GatewayCall call) => Breaker(call).Cause();

    /// <summary>False: a call of that kind would fail at once, because the gateway is away and no probe is due.</summary>
    public bool MayAsk(GatewayCall call) => Breaker(call).MayEnter();

    /// <summary>
    /// Whether the gateway was away at any time since then, for any call that a payment needs, as far as this silo knows: a customer
    /// who did not pay since then may have been unable to.
    /// </summary>
    public bool WasAwaySince(DateTimeOffset since) =>
        OfPayments.Any(call => IsAway(call) || Breaker(call).WasOpenSince(since));

    /// <summary>The kinds of call that fail for that cause.</summary>
    public IEnumerable<GatewayCall> AwayFor(GatewayAnswer cause) => Calls.Where(call => CauseOf(call) == cause);

    internal GatewayBreaker Breaker(GatewayCall call) => _breakers[(int)call];
}
