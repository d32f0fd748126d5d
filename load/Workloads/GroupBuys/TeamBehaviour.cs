namespace FuelGrains.Load.Workloads.GroupBuys;

/// <summary>The behaviour of a customer who got a seat; those with a name of <see cref="Behaviour"/> do the same as there.</summary>
internal enum TeamBehaviour
{
    Pays,
    NeverAsks,
    NeverPays,
    PaysLate,
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

internal static class TeamBehaviours
{
    public static readonly Share<TeamBehaviour>[] Usual =
    [
        new("--never", "never pay", 8, "never pay", TeamBehaviour.NeverAsks, TeamBehaviour.NeverPays),
        new("--late", "pay after payBy", 5, "pay late", TeamBehaviour.PaysLate),
        new("--twice", "pay twice", 4, "twice", TeamBehaviour.PaysTwice),
        new("--leave", "leave their team", 6, "leave", TeamBehaviour.Leaves),
        new(
            "--lead",
            "open a team and leave it to others",
            4,
            "lead a team and leave it",
            TeamBehaviour.LeadsAndLeaves
        ),
        new("--again", "send the same key again", 5, "send a key again", TeamBehaviour.SendsAgain),
        new("--more", "want more than one seat", 6, "want more than one seat", TeamBehaviour.WantsMore),
    ];
}
