namespace FuelGrains.WeChatSimulator.Orders.Bills;

/// <summary>The differences between a day's bills and the simulator's own book, as a test orders them.</summary>
internal sealed record BillOrder
{
    /// <summary>Payments that nobody made here: money there, unknown to the product.</summary>
    public UnknownPayment[] UnknownPayments { get; init; } = [];

    /// <summary>Refunds made in the merchant's console.</summary>
    public ConsoleRefund[] ConsoleRefunds { get; init; } = [];

    /// <summary>Fees that differ, in yuan, by out_trade_no or out_refund_no.</summary>
    public Dictionary<string, decimal> Fees { get; init; } = [];

    /// <summary>Amounts that differ, in fen, by out_trade_no or out_refund_no.</summary>
    public Dictionary<string, long> Amounts { get; init; } = [];

    /// <summary>Rows that are left out, by out_trade_no or out_refund_no.</summary>
    public string[] Missing { get; init; } = [];

    /// <summary>The goods name of every row; null for the payment's own.</summary>
    public string? Goods { get; init; }

    /// <summary>The offer's hash is another file's.</summary>
    public bool BrokenHash { get; init; }

    /// <summary>The summary counts one row too many.</summary>
    public bool WrongCount { get; init; }

    /// <summary>The summary's fee is a fen too high.</summary>
    public bool WrongSum { get; init; }

    /// <summary>How many more times the bill is answered STATEMENT_CREATING.</summary>
    public int Creating { get; init; }
}

internal sealed record UnknownPayment(string OutTradeNo, string TransactionId, long AmountFen);

internal sealed record ConsoleRefund(string OutTradeNo, string OutRefundNo, long AmountFen);

/// <summary>The orders by day. A later order for a day replaces an earlier one.</summary>
internal sealed class BillOrders
{
    /// <summary>Days that tests order bills for; further ones are refused.</summary>
    private const int MostDays = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<DateOnly, BillOrder> _orders = [];

    public bool TrySet(DateOnly day, BillOrder order)
    {
        lock (_lock)
        {
            if (_orders.Count >= MostDays && !_orders.ContainsKey(day))
                return false;
            _orders[day] = order;
            return true;
        }
    }

    public BillOrder Of(DateOnly day)
    {
        lock (_lock)
            return _orders.GetValueOrDefault(day) ?? new();
    }

    /// <summary>True, so many times as the day's order says.</summary>
    public bool IsCreating(DateOnly day)
    {
        lock (_lock)
        {
            if (_orders.GetValueOrDefault(day) is not { Creating: > 0 } order)
                return false;
            _orders[day] = order with { Creating = order.Creating - 1 };
            return true;
        }
    }
}
