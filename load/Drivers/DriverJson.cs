namespace FuelGrains.Load.Drivers;

// The product's JSON, written down from its outside.

internal sealed record PumpReply(bool Connected, bool Before, IReadOnlyList<OpenSaleReply> Sales, IReadOnlyList<PriceReply> Prices);

internal sealed record OpenSaleReply(Guid Id, bool Open, bool Yours, long AmountFen);

internal sealed record PriceReply(string Product);

internal sealed record PayReply(Uri? PayPage);

internal sealed record FuelOrderReply(
    Guid Id, string Kind, int Pump, long MoneyFen, string Status, string Phase, string? Transaction, SettledReply? Settled, IReadOnlyList<PartReply> Payments,
    IReadOnlyList<PartReply> Refunds)
{
    /// <summary>Nothing of it moves by itself any more.</summary>
    public bool IsOver => Phase == "backOffice" || (Status is "fulfilled" or "cancelled" or "refunded" && Refunds.All(r => r.State == "succeeded"));

    public long KeptFen => Payments.Sum(p => p.AmountFen) - Refunds.Sum(r => r.AmountFen);
}

internal sealed record SettledReply(long VolumeMl, long AmountFen, long VoucherFen, long MoneyFen);

internal sealed record PartReply(long AmountFen, string State);
