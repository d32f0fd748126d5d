namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>The form of one kind of bill, in WeChat's own column names.</summary>
/// <param name="FreeText">
/// The column that may hold anything, also commas, quotes and back-quotes. Columns before it are found from the left of a row, columns
/// behind it from the right.
/// </param>
/// <param name="Needed">Columns without which the bill is not read.</param>
/// <param name="Tail">Columns behind the free text that hold amounts: they tell a whole row from one that goes on in the next line.</param>
/// <param name="Summary">The first column of the summary's header, which ends the rows.</param>
internal sealed record BillLayout(string FreeText, string[] Needed, string[] Tail, string Summary)
{
    public static readonly BillLayout Trade = new(
        "商品名称",
        [
            "交易时间",
            "公众账号ID",
            "商户号",
            "微信订单号",
            "商户订单号",
            "交易状态",
            "货币种类",
            "应结订单金额",
            "微信退款单号",
            "商户退款单号",
            "退款金额",
            "商品名称",
            "手续费",
            "订单金额",
            "申请退款金额",
        ],
        ["手续费", "订单金额", "申请退款金额"],
        "总交易单数"
    );

    public static readonly BillLayout FundFlow = new(
        "备注",
        ["记账时间", "微信支付业务单号", "资金流水单号", "业务类型", "收支类型", "收支金额", "备注", "业务凭证号"],
        [],
        "资金流水总笔数"
    );

    /// <summary>Column names of a header line. A unit in parentheses, half or full width, is no part of a name.</summary>
    public static string[] NamesOf(string header) =>
        [.. header.TrimStart('\uFEFF').Split(',').Select(name => name.Trim().Trim('`').Split('(', '（')[0].Trim())];
}

/// <summary>Why a bill, or a row of it, cannot be read.</summary>
/// <param name="Line">The line of the file, counted from 1; 0 when the bill as a whole is wrong.</param>
internal sealed record BillFault(long Line, string Reason)
{
    public override string ToString() => Line == 0 ? Reason : $"line {Line}: {Reason}";
}
