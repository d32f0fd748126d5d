namespace FuelGrains.WireClients;

// These records are the product's JSON, written down from its outside: clients share no code with the product.

public sealed record SaleList(DateTimeOffset ServerTime, IReadOnlyList<SaleReply> Sales);

public sealed record SaleEnvelope(DateTimeOffset ServerTime, SaleReply Sale);

public sealed record SaleReply(
    Guid Id,
    string Status,
    DateTimeOffset StartsAt,
    long Stock,
    long Free,
    long Held,
    long Confirmed
);

/// <summary>A product that staff make: litres of a grade, yuan off, or a service.</summary>
public sealed record ProductDraft(
    string Name,
    string Kind,
    string Grade = "",
    long VolumeMl = 0,
    long ValueFen = 0,
    long ThresholdFen = 0
)
{
    public string Description { get; init; } = "Sold by the load program";
}

public record CampaignDraft
{
    public required Guid ProductId { get; init; }
    public required string Title { get; init; }
    public long ListPriceFen { get; init; } = 23_000;
    public required long Stock { get; init; }
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>A campaign is open for two hours unless a caller says otherwise.</summary>
    public DateTimeOffset EndsAt
    {
        get => field == default ? StartsAt.AddHours(2) : field;
        init;
    }
    public required int LimitPerCustomer { get; init; }
    public int Shards { get; init; } = 1;

    /// <summary>By default no hold runs out during a run, so what is counted afterwards is what was sold.</summary>
    public int PayWithinSeconds { get; init; } = 3_600;
}

public sealed record SaleDraft : CampaignDraft
{
    public long SalePriceFen { get; init; } = 19_900;
    public int LimitPerOrder { get; init; } = 1;
}

public sealed record GroupBuyDraft : CampaignDraft
{
    public required IReadOnlyList<TeamPrice> Ladder { get; init; }
    public required int TeamOpenSeconds { get; init; }
    public int VirtualPercent { get; init; }
    public bool NewCustomersOnly { get; init; }
}

public sealed record TeamPrice(int Size, long PriceFen, long? LeaderPriceFen = null);

public sealed record SeatedReply(
    Guid OrderId,
    DateTimeOffset PayBy,
    long AmountFen,
    Guid TeamId,
    int Seat,
    int Size,
    DateTimeOffset Deadline,
    string ShareCode
);

public sealed record TeamReply(Guid Id, string Status, int Size, int Paid, int Taken);

public sealed record PlacedReply(Guid OrderId, DateTimeOffset PayBy, long AmountFen);

public sealed record OrderList(IReadOnlyList<OrderReply> Orders);

public sealed record OrderReply(Guid Id, Guid SaleId, int Quantity, string Status, long AmountFen = 0);

/// <param name="WeChat">WeChat's answer just now; <c>notQueried</c> when it was not asked.</param>
public sealed record PayStateReply(Guid OrderId, string Status, string WeChat, int? AgainInSeconds);

public sealed record VoucherList(IReadOnlyList<VoucherReply> Vouchers);

public sealed record VoucherReply(Guid Id, Guid? OrderId, string State);

public sealed record ReconciliationReport(
    long Revision,
    DateTimeOffset At,
    IReadOnlyList<Discrepancy> Breaches,
    int FurtherBreaches
);

/// <param name="Seen">Consecutive reconciliations that found it; the second one freezes what it is about, and alarms.</param>
public sealed record Discrepancy(string Kind, string Subject, string Detail, int Seen);
