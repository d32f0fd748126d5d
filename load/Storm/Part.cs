namespace FuelGrains.Load.Storm;

/// <summary>What a customer who got an order does about its money.</summary>
internal enum Part
{
    Pays,

    /// <summary>Holds a unit and never asks to pay.</summary>
    NeverAsks,

    /// <summary>Opens the payment and walks away: the number must be closed at WeChat.</summary>
    NeverPays,

    /// <summary>Pays after payBy, some of them for a number that is closed already.</summary>
    PaysLate,

    /// <summary>Pays with two phones; when both got one number, the second payment is for a number nobody knows.</summary>
    PaysTwice,

    /// <summary>Cancels, and the money comes all the same: before, beside or after it.</summary>
    CancelsAndPays,

    /// <summary>Pays, gets the vouchers, and gives all or one of them back; some with two phones.</summary>
    PaysAndReturns,

    /// <summary>The money is not what was asked for: amount, currency, merchant or app.</summary>
    PaysWrong,
}

/// <summary>How many of a hundred play which part; whoever is left simply pays.</summary>
internal sealed record Shares(int Never, int Late, int Twice, int Cancel, int Return, int Wrong)
{
    public string Text =>
        $"Of a hundred customers {Never} never pay, {Late} pay late, {Twice} twice, {Cancel} cancel and pay, {Return} return what they got, {Wrong} pay wrongly.";

    public int Strange => Never + Late + Twice + Cancel + Return + Wrong;

    /// <summary>The seed and the customer's number decide, not who was faster: the same seed plays the same parts again.</summary>
    public Part Of(int seed, int customer)
    {
        var drawn = Draw(seed, customer).Next(100);
        if ((drawn -= Never) < 0)
            return customer % 2 == 0 ? Part.NeverAsks : Part.NeverPays;
        if ((drawn -= Late) < 0)
            return Part.PaysLate;
        if ((drawn -= Twice) < 0)
            return Part.PaysTwice;
        if ((drawn -= Cancel) < 0)
            return Part.CancelsAndPays;
        if ((drawn -= Return) < 0)
            return Part.PaysAndReturns;
        return drawn - Wrong < 0 ? Part.PaysWrong : Part.Pays;
    }

    public static Random Draw(int seed, int customer) => new(HashCode(seed, customer));

    // Not System.HashCode: that one differs from process to process.
    private static int HashCode(int seed, int customer) =>
        unchecked((int)((((uint)seed * 2_654_435_761u) ^ ((uint)customer * 2_246_822_519u)) & int.MaxValue));
}
