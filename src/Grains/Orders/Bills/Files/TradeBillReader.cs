using System.Globalization;

namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>A row of the trade bill: a payment, or an accepted refund. Amounts in fen, the fee in thousandths of a fen.</summary>
/// <param name="AmountFen">What was paid, or asked to be refunded.</param>
/// <param name="SettledFen">The part that WeChat settles and charges its fee for: without WeChat's own coupons.</param>
/// <param name="Fee">Negative for a refund: WeChat returns it.</param>
internal readonly record struct TradeRow(
    long Line,
    bool IsRefund,
    DateTimeOffset At,
    string AppId,
    string MerchantId,
    string TransactionId,
    string OutTradeNo,
    string Currency,
    string RefundId,
    string OutRefundNo,
    long AmountFen,
    long SettledFen,
    long Fee
);

/// <summary>Reads a trade bill and compares its rows with its summary.</summary>
internal sealed class TradeBillReader(TextReader text)
{
    // The summary's column, and the column that it sums.
    private static readonly (string Sum, string Of)[] Sums =
    [
        ("应结订单总金额", "应结订单金额"),
        ("退款总金额", "退款金额"),
        ("充值券退款总金额", "充值券退款金额"),
        ("手续费总金额", "手续费"),
        ("订单总金额", "订单金额"),
        ("申请退款总金额", "申请退款金额"),
    ];

    private static readonly string[] Columns =
    [
        "交易时间",
        "公众账号ID",
        "商户号",
        "微信订单号",
        "商户订单号",
        "交易状态",
        "货币种类",
        "微信退款单号",
        "商户退款单号",
    ];

    private readonly BillReader _bill = new(text, BillLayout.Trade);
    private readonly long[] _sums = new long[Sums.Length];
    private readonly int[] _sumColumns = new int[Sums.Length];
    private readonly long[] _amounts = new long[Sums.Length];
    private int[] _columns = [];

    public BillFault? Fault => _bill.Fault;

    public long Rows => _bill.Rows;

    public TradeRow Current { get; private set; }

    /// <summary>The goods name of the current row.</summary>
    public string Goods => _bill.Cells[_bill.Find("商品名称")].ToString();

    /// <summary>Reads the next row. False: the bill has ended, and <see cref="Fault"/> says whether any of it counts.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        if (_columns.Length == 0 && !await BeginAsync(ct))
            return false;
        if (await _bill.ReadAsync(ct))
            return TryRead();
        if (Fault is null)
            CheckSummary();
        return false;
    }

    private async ValueTask<bool> BeginAsync(CancellationToken ct)
    {
        if (Fault is not null || !await _bill.ReadHeaderAsync(ct))
            return false;
        _columns = [.. Columns.Select(_bill.Find)];
        for (var i = 0; i < Sums.Length; i++)
            _sumColumns[i] = _bill.Find(Sums[i].Of);
        return true;
    }

    private bool TryRead()
    {
        var (cells, line) = (_bill.Cells, _bill.Line);
        for (var i = 0; i < Sums.Length; i++)
        {
            if (_sumColumns[i] < 0)
                continue;
            if (!BillMoney.TryRead(cells[_sumColumns[i]], out _amounts[i]))
                return _bill.Fail(line, $"{Sums[i].Of} is no amount in yuan");
            if (Sums[i].Of != "手续费" && _amounts[i] % BillMoney.PerFen != 0)
                return _bill.Fail(line, $"{Sums[i].Of} has a part of a fen");
            _sums[i] += _amounts[i];
        }
        if (!ChinaTime.TryRead(cells[_columns[0]], out var at))
            return _bill.Fail(line, "交易时间 is no time");
        var state = cells[_columns[5]];
        var refund = state is "REFUND" or "REVOKED";
        if (!refund && state is not "SUCCESS")
            return _bill.Fail(line, $"交易状态 is {state.ToString()}");
        Current = new(
            line,
            refund,
            at,
            cells[_columns[1]].ToString(),
            cells[_columns[2]].ToString(),
            cells[_columns[3]].ToString(),
            cells[_columns[4]].ToString(),
            cells[_columns[6]] is "CNY" ? "CNY" : cells[_columns[6]].ToString(),
            refund ? cells[_columns[7]].ToString() : "",
            refund ? cells[_columns[8]].ToString() : "",
            _amounts[refund ? 5 : 4] / BillMoney.PerFen,
            _amounts[refund ? 1 : 0] / BillMoney.PerFen,
            _amounts[3]
        );
        return Current.TransactionId.Length > 0 || _bill.Fail(line, "微信订单号 is empty");
    }

    private void CheckSummary()
    {
        if (
            !_bill.Summary.TryGetValue("总交易单数", out var count)
            || !BillMoney.TryReadCount(count, out var rows)
            || rows != Rows
        )
            _bill.Fail(0, $"总交易单数 is {count}, but {Rows} rows were read");
        for (var i = 0; i < Sums.Length; i++)
            if (
                _sumColumns[i] >= 0
                && (
                    !_bill.Summary.TryGetValue(Sums[i].Sum, out var sum)
                    || !BillMoney.TryRead(sum, out var amount)
                    || amount != _sums[i]
                )
            )
                _bill.Fail(
                    0,
                    $"{Sums[i].Sum} is {_bill.Summary.GetValueOrDefault(Sums[i].Sum)}, but the rows add up to {BillMoney.Yuan(_sums[i])}"
                );
    }
}

/// <summary>The times of a bill, which are China's and name no zone.</summary>
internal static class ChinaTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    public static bool TryRead(ReadOnlySpan<char> text, out DateTimeOffset at)
    {
        var read = DateTime.TryParseExact(
            text,
            "yyyy-MM-dd HH:mm:ss",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var local
        );
        at = read && local > DateTime.UnixEpoch ? new DateTimeOffset(local, Offset).ToUniversalTime() : default;
        return read;
    }

    /// <summary>The day as bills and the ledger write it.</summary>
    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The day's first moment, and that of the next day.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Bounds(DateOnly day)
    {
        var from = new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), Offset).ToUniversalTime();
        return (from, from.AddDays(1));
    }
}
