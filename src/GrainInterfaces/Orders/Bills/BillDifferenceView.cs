namespace FuelGrains.GrainInterfaces.Orders.Bills;

/// <summary>A row of a bill that the ledger does not confirm, or a payment or refund that the bill lacks. Amounts in fen.</summary>
/// <param name="Number">WeChat's transaction, our number of the refund, or the business number of a movement of funds.</param>
/// <param name="ThereFen">The amount in the bill; null when the bill has no row.</param>
/// <param name="HereFen">The amount in the ledger, or the agreed fee; null when the ledger has no row.</param>
/// <param name="SettledHow">Set with the other settled members once somebody has settled the difference.</param>
[GenerateSerializer, Immutable, Alias("fuel.bill-difference-view")]
public sealed record BillDifferenceView(
    Guid Id,
    DateOnly Day,
    BillKind Bill,
    BillDifferenceKind Kind,
    string Number,
    string? TransactionId,
    string? OutTradeNo,
    long? ThereFen,
    long? HereFen,
    DateTimeOffset At,
    string Detail,
    bool Open,
    BillSettlement? SettledHow,
    string? SettledBy,
    DateTimeOffset? SettledAt,
    string? Note
);

[GenerateSerializer, Alias("fuel.bill-difference-kind")]
public enum BillDifferenceKind
{
    /// <summary>The bill has a payment that the ledger does not know.</summary>
    PaidThereUnknownHere = 0,

    /// <summary>The bill has a refund that the ledger does not know: one made in the merchant's console.</summary>
    RefundedThereUnknownHere = 1,

    /// <summary>The fee is not the agreed one.</summary>
    FeeOther = 2,

    /// <summary>The ledger has a payment of the day that the bill lacks.</summary>
    PaymentMissingThere = 3,

    /// <summary>The ledger has a refund that WeChat accepted on the day and that the bill lacks.</summary>
    RefundMissingThere = 4,

    PaymentAmountOther = 5,
    RefundAmountOther = 6,

    /// <summary>Funds moved for a payment or refund that the ledger does not know.</summary>
    FlowUnknownHere = 7,

    FlowAmountOther = 8,

    /// <summary>Funds moved for neither payment, refund nor fee, such as a withdrawal.</summary>
    OtherFlow = 9,
}

/// <summary>How a difference is settled.</summary>
[GenerateSerializer, Alias("fuel.bill-settlement")]
public enum BillSettlement
{
    /// <summary>The payment is recorded as if WeChat had called back: its order keeps it, or it is refunded.</summary>
    RecordPayment = 0,

    /// <summary>The refund of the merchant's console is booked on its payment.</summary>
    BookRefund = 1,

    /// <summary>Staff accept the difference as it is, with a note.</summary>
    Accept = 2,

    /// <summary>WeChat is asked now, and says what the ledger says.</summary>
    AskWeChat = 3,

    /// <summary>The payment is frozen for manual review.</summary>
    FreezePayment = 4,

    /// <summary>The bill was matched again, and the difference is gone.</summary>
    Gone = 5,
}
