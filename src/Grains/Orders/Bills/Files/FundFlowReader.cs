namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>A movement on the merchant's account.</summary>
/// <param name="BusinessNo">WeChat's number of the payment or the refund.</param>
/// <param name="Type">The business type in WeChat's words: 交易, 退款, 扣除交易手续费, 提现 and others.</param>
/// <param name="Voucher">The merchant's own number of the business.</param>
internal readonly record struct FundFlow(
    long Line,
    DateTimeOffset At,
    string BusinessNo,
    string FlowNo,
    string Type,
    bool IsIncome,
    long AmountFen,
    string Voucher
);

/// <summary>Reads a fund-flow bill and compares its rows with its summary.</summary>
internal sealed class FundFlowReader(TextReader text)
{
    private static readonly string[] Columns =
    [
        "记账时间",
        "微信支付业务单号",
        "资金流水单号",
        "业务类型",
        "收支类型",
        "收支金额",
        "业务凭证号",
    ];

    private readonly BillReader _bill = new(text, BillLayout.FundFlow);
    private int[] _columns = [];
    private (long Rows, long Fen) _income;
    private (long Rows, long Fen) _expense;

    public BillFault? Fault => _bill.Fault;

    public long Rows => _bill.Rows;

    public FundFlow Current { get; private set; }

    /// <summary>Reads the next row. False: the bill has ended, and <see cref="Fault"/> says whether any of it counts.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        if (_columns.Length == 0)
        {
            if (Fault is not null || !await _bill.ReadHeaderAsync(ct))
                return false;
            _columns = [.. Columns.Select(_bill.Find)];
        }
        if (await _bill.ReadAsync(ct))
            return TryRead();
        if (Fault is null)
            CheckSummary();
        return false;
    }

    private bool TryRead()
    {
        var (cells, line) = (_bill.Cells, _bill.Line);
        if (!ChinaTime.TryRead(cells[_columns[0]], out var at))
            return _bill.Fail(line, "记账时间 is no time");
        if (!BillMoney.TryReadFen(cells[_columns[5]], out var fen) || fen < 0)
            return _bill.Fail(line, "收支金额 is no amount in yuan");
        var direction = cells[_columns[4]];
        if (direction is not ("收入" or "支出"))
            return _bill.Fail(line, $"收支类型 is {direction.ToString()}");
        var income = direction is "收入";
        if (income)
            _income = (_income.Rows + 1, _income.Fen + fen);
        else
            _expense = (_expense.Rows + 1, _expense.Fen + fen);
        Current = new(
            line,
            at,
            cells[_columns[1]].ToString(),
            cells[_columns[2]].ToString(),
            cells[_columns[3]].ToString(),
            income,
            fen,
            cells[_columns[6]].ToString()
        );
        return true;
    }

    private void CheckSummary()
    {
        Check("资金流水总笔数", Rows, isCount: true);
        Check("收入笔数", _income.Rows, isCount: true);
        Check("收入金额", _income.Fen, isCount: false);
        Check("支出笔数", _expense.Rows, isCount: true);
        Check("支出金额", _expense.Fen, isCount: false);
    }

    private void Check(string name, long found, bool isCount)
    {
        var text = _bill.Summary.GetValueOrDefault(name, "");
        var read = isCount ? BillMoney.TryReadCount(text, out var said) : BillMoney.TryReadFen(text, out said);
        if (!read || said != found)
            _bill.Fail(0, $"{name} is {text}, but the rows have {(isCount ? found : found / 100m)}");
    }
}
