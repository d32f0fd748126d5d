namespace FuelGrains.Load.Clients;

// These records are the product's JSON, written down from its outside: clients share no code with the product.

internal sealed record SecretReply(Guid StationId, string Secret);

internal sealed record BoardReply(
    bool Connected,
    IReadOnlyList<BoardPriceReply> Prices,
    IReadOnlyList<BoardPumpReply> Pumps
);

internal sealed record BoardPriceReply(string Product, bool Current);

internal sealed record BoardPumpReply(int Number, string State, long? VolumeMl, long? AmountFen, string? Sale);

internal sealed record PumpReply(
    bool Connected,
    bool Before,
    IReadOnlyList<OpenSaleReply> Sales,
    IReadOnlyList<PriceReply> Prices
);

internal sealed record OpenSaleReply(Guid Id, bool Open, bool Yours, long AmountFen, string? Grade);

/// <param name="Grade">The chain's grade; null while staff have not mapped the site's product.</param>
internal sealed record PriceReply(string Product, string? Grade)
{
    public string Wanted => Grade ?? Product;
}

internal sealed record PayReply(Uri? PayPage);

internal sealed record FuelOrderPage(IReadOnlyList<FuelOrderId> Orders, Guid? Next);

internal sealed record FuelOrderId(Guid Id);

internal sealed record FuelOrderReply(
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

internal sealed record SettledReply(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);

internal sealed record PaymentReply(string TransactionId, long AmountFen, string State);

internal sealed record RefundReply(long AmountFen, string State);

/// <param name="UsedMl">The used volume of a litre voucher, in millilitres.</param>
internal sealed record ShareReply(Guid VoucherId, long UsedMl, long AmountFen);

internal sealed record FuelVoucherPage(IReadOnlyList<FuelVoucherReply> Vouchers);

internal sealed record FuelVoucherReply(
    Guid Id,
    string Kind,
    string Grade,
    long VolumeMl,
    long RemainingMl,
    string State
)
{
    public bool IsLitres => Kind == "litres";
}

/// <summary>An order for vouchers, as far as its payments go.</summary>
internal sealed record VoucherOrderReply(Guid Id, string Status, IReadOnlyList<PaymentReply> Payments);
