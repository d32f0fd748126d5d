namespace FuelGrains.Load.Tests.Verifiers.Fuel;

/// <summary>
/// A day at the pumps in which everything is right: order 1 was paid after fuelling, order 2 before it with litres and yuan, order 3 was
/// refunded, order 4 expired. Each test spoils one row of it.
/// </summary>
internal sealed record ForecourtRecords
{
    public static readonly Guid Station = new("00000000-0000-0000-0000-00000000aaaa");
    public static readonly Guid Litres = new("00000000-0000-0000-0000-00000000bbb1");
    public static readonly Guid Yuan = new("00000000-0000-0000-0000-00000000bbb2");

    public Dictionary<(Guid Station, int Pump, string Transaction), Meter> Meters { get; init; } =
        new()
        {
            [(Station, 1, "t1")] = new(20_000, 16_000, Cleared: 1),
            [(Station, 2, "t2")] = new(30_000, 24_000, Cleared: 1),
            [(Station, 1, "t3")] = new(10_000, 8_000, Cleared: 0) { Inside = true },
        };

    public List<FuelOrderReply> Orders { get; init; } =
    [
        new(
            Order(1),
            "after",
            1,
            16_000,
            "fulfilled",
            "done",
            "t1",
            new(20_000, 16_000, 0, 16_000),
            [new("w1", 16_000, "kept")],
            []
        ),
        new(
            Order(2),
            "before",
            2,
            20_000,
            "fulfilled",
            "done",
            "t2",
            new(30_000, 24_000, 11_000, 13_000),
            [new("w2", 20_000, "kept")],
            [new(7_000, "succeeded")]
        )
        {
            Vouchers = [new(Litres, 10_000, 8_000), new(Yuan, 0, 3_000)],
        },
        new(
            Order(3),
            "after",
            1,
            8_000,
            "refunded",
            "givenBack",
            "t3",
            new(10_000, 8_000, 0, 8_000),
            [new("w3", 8_000, "kept")],
            [new(8_000, "succeeded")]
        )
        {
            Vouchers = [new(Yuan, 0, 0)],
        },
        new(Order(4), "before", 2, 5_000, "cancelled", "givenBack", null, null, [], []),
    ];

    public WeChatJournal WeChat { get; init; } =
        new()
        {
            Payments = [Paid("w1", 16_000), Paid("w2", 20_000), Paid("w3", 8_000), Paid("shop", 60_000)],
            Refunds = [new("r2", "R2", "n-w2", "w2", 7_000, 7_000), new("r3", "R3", "n-w3", "w3", 8_000, 8_000)],
            RefundEnds = [new("r2", "SUCCESS"), new("r3", "SUCCESS")],
            Shippings = [new("w1", 4, "fuel", 1), new("w2", 4, "fuel", 1), new("shop", 4, "vouchers", 1)],
        };

    public List<FuelVoucherReply> Vouchers { get; init; } =
    [new(Litres, "litres", "95#", 30_000, 20_000, "issued"), new(Yuan, "yuan", "", 0, 0, "used")];

    public HoldRows Holds { get; init; } =
        new(
            [new(Holder(2), HoldState.Confirmed), new(Holder(3), HoldState.Released), new("issue/x", HoldState.Held)],
            [new(Litres, Holder(2), 10_000, 8_000), new(Yuan, Holder(2), 0, 3_000)]
        );

    /// <summary>The orders whose drivers were told that they are cancelled.</summary>
    public HashSet<Guid> Cancelled { get; init; } = [Order(4)];

    public static Guid Order(int number) => new($"00000000-0000-0000-0000-{number:D12}");

    public static string Holder(int order) => $"fuelling/{Order(order)}";

    public static JournalPayment Paid(string transaction, long fen) =>
        new($"n-{transaction}", transaction, fen, "CNY", "m", "a", DateTimeOffset.UnixEpoch);

    public ForecourtRecords With(int order, Func<FuelOrderReply, FuelOrderReply> spoil) =>
        this with
        {
            Orders = [.. Orders.Select(o => o.Id == Order(order) ? spoil(o) : o)],
        };

    public ForecourtRecords With(int pump, string transaction, Func<Meter, Meter> spoil) =>
        this with
        {
            Meters = Meters.ToDictionary(
                m => m.Key,
                m => m.Key == (Station, pump, transaction) ? spoil(m.Value) : m.Value
            ),
        };

    /// <summary>Returns a sentence for each mismatch.</summary>
    public List<string> Evaluate()
    {
        var driver = new Driver(new(new()), new Customer(Guid.Empty, ""), TimeProvider.System);
        var placed = Orders
            .Select(order =>
                (
                    new PlacedOrder(driver, order.Id, Station, order.Pump)
                    {
                        CancelAccepted = Cancelled.Contains(order.Id),
                    },
                    (FuelOrderReply?)order
                )
            )
            .ToList();
        return
        [
            .. MeterVerifier.Mismatches(Meters, placed),
            .. FuelPaymentVerifier
                .Of(WeChat, ["shop"], Orders)
                .Concat(FuelVoucherVerifier.Of(Vouchers, Orders))
                .Concat(VoucherHoldVerifier.Of(Holds, Orders))
                .Where(check => !check.Held)
                .Select(check => $"{check.Promise}: {check.Found}"),
        ];
    }
}
