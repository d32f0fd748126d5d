namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>The records of a small run, written by hand: WeChat's journal, the product's rows, and what customers were told.</summary>
internal sealed record PaymentRecords
{
    public const long Price = 19_900;
    public const long Half = Price / 2;
    public const long Stock = 10;
    public static readonly Merchant Us = new("1900000109", "wx0123456789abcdef");
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public WeChatJournal Journal { get; init; } = new();
    public PaymentRows Rows { get; init; } =
        new()
        {
            Shards = [new(default, Stock, 0, 0)],
            // Alarms that were closed, or are about something else, wait for nobody.
            Alarms = [new("gateway.away", "wechat-pay", Noon), new("payment.numbers-spent", "wechat-pay", null)],
        };
    public Acknowledgements Told { get; init; } = new([], new HashSet<Guid>());

    public PaymentHistory History => new(Journal, Rows, Told, Us, Stock);

    /// <summary>The id of the order with that number, the same each time.</summary>
    public static Guid Order(int n) => new($"00000000-0000-7000-8000-{n:000000000000}");

    public static Guid Customer(int n) => new($"00000000-0000-7000-9000-{n:000000000000}");

    public static string Number(int n) => $"order{n}-1";

    public static string Transaction(int n) => $"4200{n}";

    public static string RefundNo(int n) => $"refund{n}";

    /// <summary>A correct product under faults, with one of everything.</summary>
    public static PaymentRecords Good =>
        new PaymentRecords()
            .Placed(1, 1, OrderState.Fulfilled)
            .Paid(1)
            .Kept(1)
            .Vouchers(1, 1)
            .Placed(2, 2, OrderState.Fulfilled)
            .Paid(2)
            .Kept(2)
            .Vouchers(2, 2)
            .Placed(3, 2, OrderState.Fulfilled, returned: 1)
            .Paid(3)
            .Kept(3, refunded: Price)
            .Vouchers(3, 2, refunded: 1)
            .Refunded(3, 3, Price, 1)
            .Placed(4, 1, OrderState.Refunded, returned: 1)
            .Paid(4)
            .Kept(4, refunded: Price)
            .Vouchers(4, 1, refunded: 1)
            .Refunded(4, 4, Price, 1)
            // Order 5 was paid late.
            .Placed(5, 1, OrderState.Cancelled)
            .Paid(5, at: Noon.AddMinutes(30))
            .PaymentRefunded(5)
            .Refunded(5, 5, Price, 0, RefundCause.Late)
            // Order 6 was never paid.
            .Placed(6, 1, OrderState.Cancelled, prepared: false)
            // Payment 7 is an orphan.
            .Paid(7)
            .PaymentRefunded(7, order: null)
            .Refunded(7, null, Price, 0, RefundCause.Orphan)
            // Payment 8 is one fen short: it is frozen, and its order waits for staff.
            .Placed(8, 1, OrderState.Closing)
            .Paid(8, fen: Price - 1)
            .Frozen(8, Price - 1)
            // A coupon paid for order 9, its customer never looked, and no callback came.
            .Placed(9, 1, OrderState.Fulfilled, silent: true)
            .Paid(9, couponFen: Price)
            .Inbox(9, Order(9), Price, PaymentState.Kept, 0, payerFen: 0, PaymentSource.Query)
            .Vouchers(9, 1)
            // A coupon paid half of order 10, whose money went back.
            .Placed(10, 1, OrderState.Refunded, returned: 1)
            .Paid(10, couponFen: Price - Half)
            .Inbox(10, Order(10), Price, PaymentState.Kept, Price, payerFen: Half)
            .Vouchers(10, 1, refunded: 1)
            .Refunded(10, 10, Price, 1, payerFen: Half);

    public PaymentRecords Placed(
        int n,
        int quantity,
        OrderState state,
        int returned = 0,
        bool prepared = true,
        bool silent = false
    )
    {
        var order = new OrderRow(Order(n), Customer(n), quantity, quantity * Price, state, returned);
        var told = new AcknowledgedOrder(order.Id, order.Customer, quantity, order.AmountFen, Noon.AddMinutes(15))
        {
            PrepayIds = prepared ? [$"wx{n}"] : [],
            States = [OrderState.PendingPayment],
            AskedForMoneyBack = returned > 0,
            UnitsPromisedBack = returned,
            SilentPrepayId = silent ? $"wx{n}" : null,
        };
        var shard = Rows.Shards[0];
        var attempt =
            state == OrderState.Closing ? AttemptState.Open
            : state == OrderState.Cancelled ? AttemptState.Closed
            : AttemptState.Paid;
        return this with
        {
            Journal = prepared
                ? Journal with
                {
                    Prepays = [.. Journal.Prepays, new(Number(n), $"wx{n}", order.AmountFen)],
                }
                : Journal,
            Rows = Rows with
            {
                Orders = [.. Rows.Orders, order],
                Attempts = prepared
                    ? [.. Rows.Attempts, new(Number(n), order.Id, order.AmountFen, attempt, $"wx{n}")]
                    : Rows.Attempts,
                Shards =
                [
                    shard with
                    {
                        Held = shard.Held + order.HeldUnits,
                        Confirmed = shard.Confirmed + order.SoldUnits,
                    },
                ],
            },
            Told = Told with { Orders = [.. Told.Orders, told] },
        };
    }

    public PaymentRecords Paid(int n, DateTimeOffset? at = null, long? fen = null, long? couponFen = null)
    {
        var amount = fen ?? Rows.Orders.FirstOrDefault(o => o.Id == Order(n))?.AmountFen ?? Price;
        var payment = new JournalPayment(
            Number(n),
            Transaction(n),
            amount,
            "CNY",
            Us.Id,
            Us.AppId,
            at ?? Noon.AddMinutes(1),
            couponFen is { } paid ? new(paid, "CASH") : null
        );
        return this with { Journal = Journal with { Payments = [.. Journal.Payments, payment] } };
    }

    public PaymentRecords Kept(int n, long refunded = 0) =>
        Inbox(n, Order(n), Rows.Orders.Single(o => o.Id == Order(n)).AmountFen, PaymentState.Kept, refunded);

    public PaymentRecords PaymentRefunded(int n) => PaymentRefunded(n, Order(n));

    public PaymentRecords PaymentRefunded(int n, Guid? order) => Inbox(n, order, Price, PaymentState.Refunded, Price);

    public PaymentRecords Frozen(int n, long fen) => Inbox(n, Order(n), fen, PaymentState.Frozen, 0);

    public PaymentRecords Vouchers(int n, int quantity, int refunded = 0)
    {
        var vouchers = Enumerable
            .Range(1, quantity)
            .Select(unit => new VoucherRow(
                Guid.NewGuid(),
                Order(n),
                unit,
                Customer(n),
                Price,
                unit <= refunded ? VoucherState.Refunded : VoucherState.Issued
            ));
        return this with { Rows = Rows with { Vouchers = [.. Rows.Vouchers, .. vouchers] } };
    }

    public PaymentRecords Refunded(
        int n,
        int? order,
        long fen,
        int units,
        RefundCause cause = RefundCause.Customer,
        long? payerFen = null
    ) =>
        this with
        {
            Journal = Journal with
            {
                Refunds =
                [
                    .. Journal.Refunds,
                    new(RefundNo(n), $"5030{n}", Number(n), Transaction(n), fen, payerFen ?? fen),
                ],
                RefundEnds = [.. Journal.RefundEnds, new(RefundNo(n), "SUCCESS")],
            },
            Rows = Rows with
            {
                Refunds =
                [
                    .. Rows.Refunds,
                    new(
                        RefundNo(n),
                        Transaction(n),
                        order is { } o ? Order(o) : null,
                        fen,
                        units,
                        RefundState.Succeeded,
                        cause,
                        payerFen ?? fen
                    ),
                ],
            },
        };

    private PaymentRecords Inbox(
        int n,
        Guid? order,
        long fen,
        PaymentState state,
        long refunded,
        long? payerFen = null,
        PaymentSource source = PaymentSource.Callback
    )
    {
        var row = new PaymentRow(Transaction(n), Number(n), order, fen, state, refunded, payerFen ?? fen, source);
        return this with { Rows = Rows with { Payments = [.. Rows.Payments, row] } };
    }
}
