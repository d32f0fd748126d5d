using FuelGrains.Load.Storm;

namespace FuelGrains.Load.Rush;

/// <summary>What a customer who got a seat does.</summary>
internal enum RushPart
{
    Pays,

    /// <summary>Holds a seat and never asks to pay.</summary>
    NeverAsks,

    /// <summary>Opens the payment and walks away: the number must be closed at WeChat.</summary>
    NeverPays,

    /// <summary>Pays after payBy, some of them for a number that is closed already.</summary>
    PaysLate,

    /// <summary>Pays with two phones; when both got one number, the second payment is for a number nobody knows.</summary>
    PaysTwice,

    /// <summary>Leaves: before the payment, beside it, or after it.</summary>
    Leaves,

    /// <summary>Opens a team, pays, leaves it to the others, and joins another one.</summary>
    LeadsAndLeaves,

    /// <summary>Presses the same key again, with two phones at once, then pays.</summary>
    PressesAgain,

    /// <summary>Wants a second seat while the first is unpaid and the own team open, and again when it is paid.</summary>
    WantsMore,
}

/// <summary>How many of a hundred play which part; whoever is left simply pays.</summary>
internal sealed record RushShares(int Never, int Late, int Twice, int Leave, int Lead, int Again, int More)
{
    public string Text =>
        $"Of a hundred customers {Never} never pay, {Late} pay late, {Twice} twice, {Leave} leave, {Lead} lead a team and leave it, {Again} press again, {More} want more than one seat.";

    public int Strange => Never + Late + Twice + Leave + Lead + Again + More;

    public RushPart Of(int seed, int customer)
    {
        var drawn = Shares.Draw(seed, customer).Next(100);
        if ((drawn -= Never) < 0)
            return customer % 2 == 0 ? RushPart.NeverAsks : RushPart.NeverPays;
        if ((drawn -= Late) < 0)
            return RushPart.PaysLate;
        if ((drawn -= Twice) < 0)
            return RushPart.PaysTwice;
        if ((drawn -= Leave) < 0)
            return RushPart.Leaves;
        if ((drawn -= Lead) < 0)
            return RushPart.LeadsAndLeaves;
        if ((drawn -= Again) < 0)
            return RushPart.PressesAgain;
        return drawn - More < 0 ? RushPart.WantsMore : RushPart.Pays;
    }
}
