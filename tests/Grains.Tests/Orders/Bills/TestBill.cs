using System.Globalization;
using System.Text;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>A payment, or with <see cref="RefundNo"/> a refund, of a bill that a test writes.</summary>
internal sealed record TestRow(string TransactionId, string OutTradeNo, long Fen)
{
    public string? RefundNo { get; init; }
    public string Goods { get; init; } = "95# 汽油 30 升券";
    public string Time { get; init; } = "2026-10-01 12:30:00";

    /// <summary>The fee in fen; null for the agreed one.</summary>
    public long? FeeFen { get; init; }
}

/// <summary>Bills in WeChat's form, with sums that are right.</summary>
internal static class TestBill
{
    private const string Header =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
        + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    private const string Summary =
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    public static string Trade(IReadOnlyList<TestRow> rows)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var row in rows)
            text.Append(Line(row)).Append("\r\n");
        var (paid, back) = (Yuan(rows.Where(r => r.RefundNo is null)), Yuan(rows.Where(r => r.RefundNo is not null)));
        var fee = Fee(rows.Sum(FeeOf));
        text.Append(Summary).Append("\r\n");
        text.Append(CultureInfo.InvariantCulture, $"`{rows.Count},`{paid},`{back},`0.00,`{fee},`{paid},`{back}\r\n");
        return text.ToString();
    }

    private static string Line(TestRow row)
    {
        var refund = row.RefundNo is not null;
        var (paid, back) = refund ? ("0.00", Yuan([row])) : (Yuan([row]), "0.00");
        string[] cells =
        [
            row.Time,
            "wx-ours",
            "1900000009",
            "0",
            "",
            row.TransactionId,
            row.OutTradeNo,
            "openid",
            "JSAPI",
            refund ? "REFUND" : "SUCCESS",
            "OTHERS",
            "CNY",
            paid,
            "0.00",
            refund ? $"5030{row.RefundNo}" : "0",
            row.RefundNo ?? "0",
            back,
            "0.00",
            refund ? "ORIGINAL" : "",
            refund ? "SUCCESS" : "",
            row.Goods,
            "",
            Fee(FeeOf(row)),
            "0.60%",
            paid,
            back,
            "",
        ];
        return string.Join(',', cells.Select(cell => $"`{cell}"));
    }

    private static long FeeOf(TestRow row) =>
        row.FeeFen ?? (row.RefundNo is null ? AgreedFee.OfFen(row.Fen, 60) : -AgreedFee.OfFen(row.Fen, 60));

    private static string Yuan(IEnumerable<TestRow> rows) => BillMoney.Yuan(rows.Sum(r => r.Fen) * BillMoney.PerFen);

    private static string Fee(long fen) => (fen / 100m).ToString("0.00000", CultureInfo.InvariantCulture);
}
