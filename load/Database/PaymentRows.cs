namespace FuelGrains.Load.Database;

// These are the product's rows, with the numbers of its schema's scripts.

/// <summary>The rows of orders and payments, read in one snapshot. Whole tables: the run has a database of its own.</summary>
internal sealed record PaymentRows
{
    public IReadOnlyList<OrderRow> Orders { get; init; } = [];
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];
    public IReadOnlyList<PaymentRow> Payments { get; init; } = [];
    public IReadOnlyList<RefundRow> Refunds { get; init; } = [];
    public IReadOnlyList<VoucherRow> Vouchers { get; init; } = [];
    public IReadOnlyList<OutboxRow> Outbox { get; init; } = [];
    public IReadOnlyList<ShardRow> Shards { get; init; } = [];
    public IReadOnlyList<AlarmRow> Alarms { get; init; } = [];

    public static async Task<PaymentRows> ReadAsync(Store store, CancellationToken stop)
    {
        await using var snapshot = await DatabaseSnapshot.OpenAsync(store, stop);
        return await ReadAsync(snapshot, stop);
    }

    public static async Task<PaymentRows> ReadAsync(DatabaseSnapshot snapshot, CancellationToken stop) =>
        new()
        {
            Orders = await snapshot.ListAsync<OrderRow>("SELECT * FROM orders", stop),
            Attempts = await snapshot.ListAsync<AttemptRow>("SELECT * FROM pay_attempts", stop),
            Payments = await snapshot.ListAsync<PaymentRow>("SELECT * FROM payments", stop),
            Refunds = await snapshot.ListAsync<RefundRow>("SELECT * FROM refunds", stop),
            Vouchers = await snapshot.ListAsync<VoucherRow>("SELECT * FROM vouchers", stop),
            Outbox = await snapshot.ListAsync<OutboxRow>("SELECT * FROM outbox", stop),
            Shards = await snapshot.ListAsync<ShardRow>("SELECT * FROM stock_shards", stop),
            Alarms = await snapshot.ListAsync<AlarmRow>("SELECT * FROM alarms", stop),
        };
}

internal static class States
{
    /// <summary>Reads a state as the API names it, in camel case; null when there is no such state.</summary>
    public static T? Parse<T>(string? name)
        where T : struct, Enum => Enum.TryParse<T>(name, ignoreCase: true, out var state) ? state : null;
}

internal enum OrderState
{
    PendingPayment = 0,
    Closing = 1,
    Paid = 2,
    Fulfilled = 3,
    Cancelled = 4,
    Refunding = 5,
    Refunded = 6,
}

internal enum AttemptState
{
    Open = 0,
    Closed = 1,
    Paid = 2,
}

internal enum OutboxState
{
    Waiting = 0,
    Dead = 1,
}

internal enum PaymentState
{
    Received = 0,
    Applying = 1,
    Kept = 2,
    Refunded = 3,
    Frozen = 4,
}

/// <summary>The messenger that brought a payment to the product.</summary>
internal enum PaymentSource
{
    Callback = 0,
    Query = 1,
    Bill = 2,
}

internal enum RefundState
{
    AwaitingApproval = 0,
    Pending = 1,
    Accepted = 2,
    Succeeded = 3,
    Abnormal = 4,
    Rejected = 5,

    /// <summary>WeChat gave this number up; another number took its place.</summary>
    Closed = 6,

    /// <summary>The order is being stopped before the refund is sent.</summary>
    Stopping = 7,
}

internal enum RefundCause
{
    Customer = 0,
    Staff = 1,
    Late = 2,
    Double = 3,
    Orphan = 4,
    Remainder = 5,
    NotFuelled = 6,

    /// <summary>The team failed, or its customer left it.</summary>
    TeamEnded = 7,

    /// <summary>Somebody refunded in WeChat's merchant console.</summary>
    Console = 8,
}

internal enum VoucherState
{
    Issued = 0,
    Held = 1,
    Used = 2,
    Expired = 3,
    Refunded = 4,
}

/// <param name="Returned">Units that refunds gave back.</param>
internal sealed record OrderRow(Guid Id, Guid Customer, int Quantity, long AmountFen, OrderState State, int Returned)
{
    /// <summary>Whether the order's money came.</summary>
    public bool WasPaid =>
        State is OrderState.Paid or OrderState.Fulfilled or OrderState.Refunding or OrderState.Refunded;

    public bool IsFinal => State is OrderState.Fulfilled or OrderState.Cancelled or OrderState.Refunded;
    public int HeldUnits => State is OrderState.PendingPayment or OrderState.Closing ? Quantity : 0;

    public int SoldUnits =>
        State is OrderState.Paid or OrderState.Fulfilled or OrderState.Refunding ? Quantity - Returned : 0;
}

internal sealed record AttemptRow(string OutTradeNo, Guid Order, long AmountFen, AttemptState State, string? PrepayId);

/// <param name="Order">Null when the number belongs to no order.</param>
/// <param name="RefundFen">The part that refunds have reserved.</param>
/// <param name="PayerFen">The part that the customer paid; a coupon paid the rest.</param>
internal sealed record PaymentRow(
    string TransactionId,
    string OutTradeNo,
    Guid? Order,
    long AmountFen,
    PaymentState State,
    long RefundFen,
    long PayerFen,
    PaymentSource Source
);

/// <param name="PayerFen">The part that goes back to the customer; null while WeChat has not said it.</param>
internal sealed record RefundRow(
    string OutRefundNo,
    string TransactionId,
    Guid? Order,
    long AmountFen,
    int Units,
    RefundState State,
    RefundCause Cause,
    long? PayerFen
)
{
    public bool IsFinal => State is RefundState.Succeeded or RefundState.Rejected or RefundState.Closed;
}

internal sealed record VoucherRow(Guid Id, Guid? Order, int Unit, Guid Customer, long PriceFen, VoucherState State);

internal sealed record OutboxRow(string Kind, string Subject, int Attempts, OutboxState State, string? LastError)
{
    public bool Dead => State == OutboxState.Dead;
}

internal sealed record AlarmRow(string Kind, string Subject, DateTimeOffset? ClosedAt)
{
    /// <summary>Whether the alarm tells of the gateway or the merchant's account as a whole: it closes when the trouble is over.</summary>
    public bool IsOfGateway => Kind.StartsWith("gateway.", StringComparison.Ordinal) || Kind == "refund.account-empty";
}

internal sealed record ShardRow(Guid Campaign, long Allotted, long Held, long Confirmed);
