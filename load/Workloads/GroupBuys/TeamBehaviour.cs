namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The behaviour of a customer who got a seat.</summary>
internal enum TeamBehaviour
{
    Pays,

    /// <summary>Holds a seat and never asks to pay.</summary>
    NeverAsks,

    /// <summary>Opens the payment and leaves the phone: the number must be closed at WeChat.</summary>
    NeverPays,

    /// <summary>Pays after payBy, some of them for a number that is closed already.</summary>
    PaysLate,

    /// <summary>Pays with two phones; when both got one number, the second payment is for a number nobody knows.</summary>
    PaysTwice,

    /// <summary>Leaves: before the payment, beside it, or after it.</summary>
    Leaves,

    /// <summary>Opens a team, pays, leaves it to the others, and joins another one.</summary>
    LeadsAndLeaves,

    /// <summary>Sends the same key again, with two phones at once, then pays.</summary>
    SendsAgain,

    /// <summary>Wants a second seat while the first is unpaid and the own team open, and again when it is paid.</summary>
    WantsMore,
}

/// <summary>How many of a hundred customers have each behaviour; the rest simply pay.</summary>
internal sealed record TeamBehaviourShares(int Never, int Late, int Twice, int Leave, int Lead, int Again, int More)
{
    public string Text =>
        $"Of a hundred customers {Never} never pay, {Late} pay late, {Twice} twice, {Leave} leave, {Lead} lead a team and leave it, "
        + $"{Again} send a key again, {More} want more than one seat.";

    public int Sum => Never + Late + Twice + Leave + Lead + Again + More;

    public TeamBehaviour Of(int seed, int customer) =>
        BehaviourShares.Pick(
            BehaviourShares.Draw(seed, customer).Next(100),
            (Never, customer % 2 == 0 ? TeamBehaviour.NeverAsks : TeamBehaviour.NeverPays),
            (Late, TeamBehaviour.PaysLate),
            (Twice, TeamBehaviour.PaysTwice),
            (Leave, TeamBehaviour.Leaves),
            (Lead, TeamBehaviour.LeadsAndLeaves),
            (Again, TeamBehaviour.SendsAgain),
            (More, TeamBehaviour.WantsMore)
        );
}
