namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The behaviour of a customer who got an order.</summary>
internal enum Behaviour
{
    Pays,

    /// <summary>Holds a unit and never asks to pay.</summary>
    NeverAsks,

    /// <summary>Opens the payment and leaves: the number must be closed at WeChat.</summary>
    NeverPays,

    /// <summary>Pays after payBy, some of them for a number that is closed already.</summary>
    PaysLate,

    /// <summary>Pays with two phones; when both got one number, the second payment is for a number nobody knows.</summary>
    PaysTwice,

    /// <summary>Cancels, and the money comes all the same: before, beside or after it.</summary>
    CancelsAndPays,

    /// <summary>Pays, gets the vouchers, and gives all or one of them back; some with two phones.</summary>
    PaysAndReturns,

    /// <summary>Pays another amount, currency, merchant or app than was asked for.</summary>
    PaysWrong,
}

/// <summary>How many of a hundred customers have each behaviour; the rest simply pay.</summary>
internal sealed record BehaviourShares(int Never, int Late, int Twice, int Cancel, int Return, int Wrong)
{
    public string Text =>
        $"Of a hundred customers {Never} never pay, {Late} pay late, {Twice} twice, {Cancel} cancel and pay, "
        + $"{Return} return what they got, {Wrong} pay wrongly.";

    public int Sum => Never + Late + Twice + Cancel + Return + Wrong;

    /// <summary>Seed and customer number decide, not speed: the same seed gives the same behaviours again.</summary>
    public Behaviour Of(int seed, int customer) =>
        Pick(
            Draw(seed, customer).Next(100),
            (Never, customer % 2 == 0 ? Behaviour.NeverAsks : Behaviour.NeverPays),
            (Late, Behaviour.PaysLate),
            (Twice, Behaviour.PaysTwice),
            (Cancel, Behaviour.CancelsAndPays),
            (Return, Behaviour.PaysAndReturns),
            (Wrong, Behaviour.PaysWrong)
        );

    /// <summary>
    /// Returns the behaviour whose share the drawn number (0 to 99) falls into; the default one when it is beyond all shares.
    /// </summary>
    public static T Pick<T>(int drawn, params ReadOnlySpan<(int Share, T Behaviour)> shares)
        where T : struct
    {
        foreach (var (share, behaviour) in shares)
            if ((drawn -= share) < 0)
                return behaviour;
        return default;
    }

    public static Random Draw(int seed, int customer) => new(HashCode(seed, customer));

    // System.HashCode differs from process to process.
    private static int HashCode(int seed, int customer) =>
        unchecked((int)((((uint)seed * 2_654_435_761u) ^ ((uint)customer * 2_246_822_519u)) & int.MaxValue));
}
