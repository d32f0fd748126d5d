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

internal static class Behaviours
{
    public static readonly Share<Behaviour>[] Usual =
    [
        new("--never", "never pay", 8, "never pay", Behaviour.NeverAsks, Behaviour.NeverPays),
        new("--late", "pay after payBy", 6, "pay late", Behaviour.PaysLate),
        new("--twice", "pay twice", 5, "twice", Behaviour.PaysTwice),
        new("--cancel", "cancel, and pay all the same", 6, "cancel and pay", Behaviour.CancelsAndPays),
        new(
            "--return",
            "ask for money back after they got their vouchers",
            6,
            "return what they got",
            Behaviour.PaysAndReturns
        ),
        new("--wrong", "pay what was not asked for", 1, "pay wrongly", Behaviour.PaysWrong),
    ];
}
