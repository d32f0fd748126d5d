namespace FuelGrains.Load.Workloads.Payments;

/// <summary>The behaviour of a customer who got an order, or a seat in a team.</summary>
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

    /// <summary>Pays and never looks, and no callback tells of it: only the product's own queries can.</summary>
    PaysInSilence,

    /// <summary>Leaves the team: before the payment, beside it, or after it.</summary>
    Leaves,

    /// <summary>Opens a team, pays, leaves it to the others, and joins another one.</summary>
    LeadsAndLeaves,

    /// <summary>Sends the same key again, with two phones at once, then pays.</summary>
    SendsAgain,

    /// <summary>Wants a second seat while the first is unpaid and the own team open, and again when it is paid.</summary>
    WantsMore,
}

/// <summary>The shares of behaviours when no option says otherwise.</summary>
internal static class Behaviours
{
    private const string Leads = "lead a team and leave it";
    private const string Silent = "pay and never look, while every callback is lost";
    private const string Returns = "ask for money back after they got their vouchers";

    public static readonly Share[] OfSale =
    [
        new("--never", "never pay", 8, "never pay", Behaviour.NeverAsks, Behaviour.NeverPays),
        new("--late", "pay after payBy", 6, "pay late", Behaviour.PaysLate),
        new("--twice", "pay twice", 5, "twice", Behaviour.PaysTwice),
        new("--cancel", "cancel, and pay all the same", 6, "cancel and pay", Behaviour.CancelsAndPays),
        new("--return", Returns, 6, "return what they got", Behaviour.PaysAndReturns),
        new("--wrong", "pay what was not asked for", 1, "pay wrongly", Behaviour.PaysWrong),
        new("--silent", Silent, 6, "pay in silence", Behaviour.PaysInSilence),
    ];

    public static readonly Share[] OfTeams =
    [
        new("--never", "never pay", 8, "never pay", Behaviour.NeverAsks, Behaviour.NeverPays),
        new("--late", "pay after payBy", 5, "pay late", Behaviour.PaysLate),
        new("--twice", "pay twice", 4, "twice", Behaviour.PaysTwice),
        new("--leave", "leave their team", 6, "leave", Behaviour.Leaves),
        new("--lead", "open a team and leave it to others", 4, Leads, Behaviour.LeadsAndLeaves),
        new("--again", "send the same key again", 5, "send a key again", Behaviour.SendsAgain),
        new("--more", "want more than one seat", 6, "want more than one seat", Behaviour.WantsMore),
        new("--silent", Silent, 6, "pay in silence", Behaviour.PaysInSilence),
    ];
}
