using System.Globalization;
using FuelGrains.Load.Money;

namespace FuelGrains.Load.Tests.Orders;

/// <summary>Books of a small storm, kept by hand: what WeChat wrote down, what the product wrote down, and what customers were told.</summary>
internal sealed record Books
{
    public const long Price = 19_900;
    public const long Stock = 10;
    public static readonly Merchant Us = new("1900000109", "wx0123456789abcdef");
    public static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public Journal Journal { get; init; } = new();
    public MoneyRows Rows { get; init; } = new() { Shards = [new(Stock, 0, 0)] };
    public Told Told { get; init; } = new([], new HashSet<Guid>());

    public Evidence Evidence => new(Journal, Rows, Told, Us, Stock);

    /// <summary>The order of that number: the same each time it is asked for.</summary>
    public static Guid Order(int n) =>
        new(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-8000-{n:000000000000}"));

    public static Guid Customer(int n) =>
        new(string.Create(CultureInfo.InvariantCulture, $"00000000-0000-7000-9000-{n:000000000000}"));

    public static string Number(int n) => string.Create(CultureInfo.InvariantCulture, $"order{n}-1");

    public static string Transaction(int n) => string.Create(CultureInfo.InvariantCulture, $"4200{n}");

    public static string RefundNo(int n) => string.Create(CultureInfo.InvariantCulture, $"refund{n}");

    /// <summary>One of everything: an honest product in a storm.</summary>
    public static Books Good =>
        new Books()
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
            // Late.
            .Placed(5, 1, OrderState.Cancelled)
            .Paid(5, at: Noon.AddMinutes(30))
            .GivenBack(5)
            .Refunded(5, 5, Price, 0, RefundCause.Late)
            // Never paid.
            .Placed(6, 1, OrderState.Cancelled, prepared: false)
            // An orphan.
            .Paid(7)
            .GivenBack(7, order: null)
            .Refunded(7, null, Price, 0, RefundCause.Orphan)
            // One fen short: frozen, and its order waits for staff.
            .Placed(8, 1, OrderState.Closing)
            .Paid(8, fen: Price - 1)
            .Frozen(8, Price - 1);

    public Books Placed(int n, int quantity, OrderState state, int returned = 0, bool prepared = true)
    {
        var order = new OrderRow(Order(n), Customer(n), quantity, quantity * Price, state, returned);
        var told = new ToldOrder
        {
            Id = order.Id,
            Customer = order.Customer,
            Quantity = quantity,
            AmountFen = order.AmountFen,
            PayBy = Noon.AddMinutes(15),
            PrepayIds = prepared ? [$"wx{n}"] : [],
            States = [OrderState.PendingPayment],
            AskedForMoneyBack = returned > 0,
            UnitsPromisedBack = returned,
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

    public Books Paid(int n, DateTimeOffset? at = null, long? fen = null)
    {
        var amount = fen ?? Rows.Orders.FirstOrDefault(o => o.Id == Order(n))?.AmountFen ?? Price;
        var payment = new JournalPayment(
            Number(n),
            Transaction(n),
            amount,
            "CNY",
            Us.Id,
            Us.AppId,
            at ?? Noon.AddMinutes(1)
        );
        return this with { Journal = Journal with { Payments = [.. Journal.Payments, payment] } };
    }

    public Books Kept(int n, long refunded = 0) =>
        Inbox(n, Order(n), Rows.Orders.Single(o => o.Id == Order(n)).AmountFen, PaymentState.Kept, refunded);

    public Books GivenBack(int n) => GivenBack(n, Order(n));

    public Books GivenBack(int n, Guid? order) => Inbox(n, order, Price, PaymentState.GivenBack, Price);

    public Books Frozen(int n, long fen) => Inbox(n, Order(n), fen, PaymentState.Frozen, 0);

    public Books Vouchers(int n, int quantity, int refunded = 0)
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

    public Books Refunded(int n, int? order, long fen, int units, RefundCause cause = RefundCause.Customer) =>
        this with
        {
            Journal = Journal with
            {
                Refunds = [.. Journal.Refunds, new(RefundNo(n), $"5030{n}", Number(n), Transaction(n), fen)],
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
                        cause
                    ),
                ],
            },
        };

    private Books Inbox(int n, Guid? order, long fen, PaymentState state, long refunded) =>
        this with
        {
            Rows = Rows with
            {
                Payments = [.. Rows.Payments, new(Transaction(n), Number(n), order, fen, state, refunded)],
            },
        };
}
