namespace FuelGrains.WireClients;

// These records are the product's JSON, written down from its outside: clients share no code with the product.

public sealed record StationDraft(
    string Name,
    string City,
    string Address,
    long? LatitudeE6 = null,
    long? LongitudeE6 = null,
    string PaymentMethod = "fuelgrains"
);

public sealed record SecretReply(Guid StationId, string Secret);

public sealed record BoardReply(
    bool Connected,
    IReadOnlyList<BoardPriceReply> Prices,
    IReadOnlyList<BoardPumpReply> Pumps
);

public sealed record BoardPriceReply(string Product, bool Current);

public sealed record BoardPumpReply(int Number, string State, long? VolumeMl, long? AmountFen, string? Sale);

public sealed record PumpReply(
    bool Connected,
    bool Before,
    IReadOnlyList<OpenSaleReply> Sales,
    IReadOnlyList<PriceReply> Prices
);

public sealed record OpenSaleReply(Guid Id, bool Open, bool Yours, long AmountFen, string? Grade);

/// <param name="Grade">The chain's grade; null while staff have not mapped the site's product.</param>
public sealed record PriceReply(string Product, string? Grade)
{
    public string Wanted => Grade ?? Product;
}

/// <param name="PayPage">The simulator's page; null beside the real WeChat.</param>
/// <param name="Package">The argument of wx.requestPayment that names the prepay_id.</param>
public sealed record PayReply(Uri? PayPage, string? Package = null)
{
    public string? PrepayId => Package?.Split("prepay_id=") is [_, var id] ? id : null;
}

public sealed record FuelOrderPage(IReadOnlyList<FuelOrderId> Orders, Guid? Next);

public sealed record FuelOrderId(Guid Id);

public sealed record FuelOrderReply(
    Guid Id,
    string Kind,
    int Pump,
    long MoneyFen,
    string Status,
    string Phase,
    string? Transaction,
    SettledReply? Settled,
    IReadOnlyList<PaymentReply> Payments,
    IReadOnlyList<RefundReply> Refunds
)
{
    public IReadOnlyList<ShareReply> Vouchers { get; init; } = [];

    /// <summary>Whether the order changes no more without a person.</summary>
    public bool IsOver =>
        IsBackOffice
        || (Status is "fulfilled" or "cancelled" or "refunded" && Refunds.All(r => r.State == "succeeded"));

    public bool IsBackOffice => Phase == "backOffice";

    public bool IsFulfilled => Status == "fulfilled";

    public long KeptFen => Payments.Sum(p => p.AmountFen) - Refunds.Sum(r => r.AmountFen);
}

public sealed record SettledReply(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);

public sealed record PaymentReply(string TransactionId, long AmountFen, string State);

public sealed record RefundReply(long AmountFen, string State, string OutRefundNo = "");

/// <param name="UsedMl">The used volume of a litre voucher, in millilitres.</param>
public sealed record ShareReply(Guid VoucherId, long UsedMl, long AmountFen);

public sealed record FuelVoucherPage(IReadOnlyList<FuelVoucherReply> Vouchers);

public sealed record FuelVoucherReply(Guid Id, string Kind, string Grade, long VolumeMl, long RemainingMl, string State)
{
    public bool IsLitres => Kind == "litres";
}

/// <summary>An order for vouchers, as far as its payments go.</summary>
public sealed record VoucherOrderReply(Guid Id, string Status, IReadOnlyList<PaymentReply> Payments);
