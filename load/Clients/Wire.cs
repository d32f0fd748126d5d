using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuelGrains.Load.Clients;

// The product's JSON, written down from its outside: the load program shares no code with what it judges.

internal sealed record LoginReply(string Token, Guid CustomerId);

internal sealed record StaffReply(string Token);

internal sealed record ProductsReply(IReadOnlyList<ProductReply> Products);

internal sealed record ProductReply(Guid Id);

internal sealed record IdReply(Guid Id);

internal sealed record SecretReply(Guid StationId, string Secret);

internal sealed record StationReply(BoardReply Board);

internal sealed record BoardReply(
    bool Connected,
    IReadOnlyList<BoardPriceReply> Prices,
    IReadOnlyList<BoardPumpReply> Pumps
);

internal sealed record BoardPriceReply(string Product, bool Current);

internal sealed record BoardPumpReply(int Number, string State, long? VolumeMl, long? AmountFen, string? Sale);

internal sealed record SaleList(DateTimeOffset ServerTime, IReadOnlyList<SaleReply> Sales);

internal sealed record SaleEnvelope(DateTimeOffset ServerTime, SaleReply Sale);

internal sealed record SaleReply(
    Guid Id,
    string Status,
    DateTimeOffset StartsAt,
    long Stock,
    long Free,
    long Held,
    long Confirmed
);

internal sealed record OrderList(IReadOnlyList<OrderReply> Orders);

internal sealed record OrderReply(Guid Id, Guid SaleId, int Quantity, string Status);

internal sealed record AcceptedReply(Guid OrderId);

internal sealed record Problem(string? Type);

internal sealed record SaleDraft
{
    public required Guid ProductId { get; init; }
    public required string Title { get; init; }
    public long ListPriceFen { get; init; } = 23_000;
    public long SalePriceFen { get; init; } = 19_900;
    public required long Stock { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public required int LimitPerCustomer { get; init; }
    public int LimitPerOrder { get; init; } = 1;
    public required int PayWithinSeconds { get; init; }
}

internal sealed record GroupBuyDraft
{
    public required Guid ProductId { get; init; }
    public required string Title { get; init; }
    public long ListPriceFen { get; init; } = 23_000;
    public required IReadOnlyList<TeamPrice> Ladder { get; init; }
    public required long Stock { get; init; }
    public required DateTimeOffset StartsAt { get; init; }
    public required DateTimeOffset EndsAt { get; init; }
    public required int LimitPerCustomer { get; init; }
    public required int PayWithinSeconds { get; init; }
    public required int TeamOpenSeconds { get; init; }
    public int VirtualPercent { get; init; }
    public int Shards { get; init; } = 1;
}

internal sealed record TeamPrice(int Size, long PriceFen, long? LeaderPriceFen = null);

internal sealed record SeatedReply(
    Guid OrderId,
    DateTimeOffset PayBy,
    long AmountFen,
    Guid TeamId,
    int Seat,
    int Size,
    DateTimeOffset Deadline,
    string ShareCode
);

internal sealed record TeamReply(Guid Id, string Status, int Size, int Paid, int Taken);

internal sealed record PlacedReply(Guid OrderId, DateTimeOffset PayBy, long AmountFen);

internal sealed record VoucherList(IReadOnlyList<VoucherReply> Vouchers);

internal sealed record VoucherReply(Guid Id, Guid? OrderId, string State);

internal sealed record BooksEnvelope(BooksReport? Report);

internal sealed record BooksReport(
    long Revision,
    DateTimeOffset At,
    IReadOnlyList<Breach> Breaches,
    int FurtherBreaches
);

/// <param name="Seen">Looks running in which it was seen; from the second one on it is frozen and alarms.</param>
internal sealed record Breach(string Kind, string Subject, string Detail, int Seen);

internal static class Wire
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };
}
