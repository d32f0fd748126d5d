using FuelGrains.Load.Tests.Verifiers.Payments;

namespace FuelGrains.Load.Tests.Verifiers.Bills;

/// <summary>A run of two days and its bills, written down by hand: the verifier's own arithmetic is not used.</summary>
internal static class BillRecords
{
    public static readonly DateOnly First = new(2026, 11, 24);
    public static readonly DateOnly Second = new(2026, 11, 25);
    public static readonly IReadOnlyList<DateOnly> Days = [First, Second];

    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    /// <summary>Two payments before midnight, three after it; one was paid before and refunded after, in two parts.</summary>
    public static readonly WeChatJournal Journal = new()
    {
        Payments =
        [
            Paid("a", 19_900, At(24, 23, 40)),
            Paid("b", 10_000, At(24, 23, 50)),
            Paid("c", 19_900, At(25, 0, 20)),
            Paid("d", 19_900, At(25, 0, 21)),
            Paid("e", 19_900, At(25, 0, 22)),
            Paid("f", 19_900, At(25, 0, 23)),
        ],
        Refunds =
        [
            new("refund-b1", "5030b1", "b", "4200b", 4_000, 4_000, At(24, 23, 55)),
            new("refund-b2", "5030b2", "b", "4200b", 6_000, 6_000, At(25, 0, 30)),
        ],
        RefundEnds = [new("refund-b1", "SUCCESS"), new("refund-b2", "SUCCESS")],
    };

    public static BillHistory Good =>
        new(
            Journal,
            Days,
            PlantedDifferences.Choose(Journal, Days, PaymentRecords.Us),
            [
                // a and b, a refund; the two payments have fees.
                Bill(First, "trade", 3, 0),
                Bill(First, "fundFlow", 5, 0),
                // Six rows of the book less c and refund-b2, and the unknown payment and the refund of the console.
                Bill(Second, "trade", 5, 6),
                Bill(Second, "fundFlow", 9, 5),
                // A day that the product planned for itself.
                Bill(new(2026, 11, 23), "trade", 0, 0),
            ],
            [
                Difference("trade", "paidThereUnknownHere", "4200202611250000000000000000"),
                Difference(
                    "fundFlow",
                    "flowUnknownHere",
                    "交易/4200202611250000000000000000/4200202611250000000000000000"
                ),
                Difference(
                    "fundFlow",
                    "flowUnknownHere",
                    "扣除交易手续费/4200202611250000000000000000/4200202611250000000000000000"
                ),
                Difference("trade", "refundMissingThere", "refund-b2"),
                Difference("trade", "paymentMissingThere", "4200c"),
                Difference("trade", "feeOther", "4200d"),
                Difference("fundFlow", "flowAmountOther", "扣除交易手续费/4200d/4200d"),
                Difference("trade", "refundedThereUnknownHere", "load-console"),
                Difference("fundFlow", "flowUnknownHere", "退款/5030load-console/4200e"),
                Difference("trade", "paymentAmountOther", "4200f"),
                Difference("fundFlow", "flowAmountOther", "交易/4200f/4200f"),
            ],
            [
                // Fees: 119 and 60 fen, and 24 back, because 36 are left of 60.
                new(First, 1, 19_900, 0, 0, 119_000),
                new(First, 1, 10_000, 1, 4_000, 36_000),
                // Fees: d 120 instead of 119, e and f 119, 4 for 700 fen. The refund of the console returns none: 119 are left of 119.
                new(Second, 3, 59_701, 1, 100, 358_000),
                new(Second, 1, 700, 0, 0, 4_000),
            ]
        );

    public static DateTimeOffset At(int day, int hour, int minute) => new(2026, 11, day, hour, minute, 0, China);

    public static JournalPayment Paid(string name, long fen, DateTimeOffset at) =>
        new(name, $"4200{name}", fen, "CNY", PaymentRecords.Us.Id, PaymentRecords.Us.AppId, at);

    private static BillReply Bill(DateOnly day, string kind, long rows, long open) =>
        new(day, kind, "matched", rows, open, 0);

    private static BillDifferenceReply Difference(string bill, string kind, string number) =>
        new(Guid.NewGuid(), Second, bill, kind, number, null, null);
}
