using System.Globalization;
using System.Text;

namespace FuelGrains.WeChatSimulator.Orders.Bills;

/// <summary>Writes bills in WeChat's form: a back-quote before each cell, and nothing escaped.</summary>
internal static class BillText
{
    private const string TradeHeader =
        "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,"
        + "微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";

    private const string TradeSummary =
        "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

    private const string FundHeader =
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";

    private const string FundSummary = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额";
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public static byte[] Trade(IReadOnlyList<BillRow> rows, BillOrder order)
    {
        var text = new StringBuilder("\uFEFF").Append(TradeHeader).Append("\r\n");
        foreach (var row in rows)
        {
            var (paid, refunded) = row.IsRefund ? (0L, row.AmountFen) : (row.AmountFen, 0L);
            Line(
                text,
                [
                    Time(row.At),
                    row.AppId,
                    row.MerchantId,
                    "0",
                    "",
                    row.TransactionId,
                    row.OutTradeNo,
                    row.OpenId,
                    "JSAPI",
                    row.IsRefund ? "REFUND" : "SUCCESS",
                    "OTHERS",
                    row.Currency,
                    Yuan(paid),
                    "0.00",
                    row.RefundId ?? "0",
                    row.OutRefundNo ?? "0",
                    Yuan(refunded),
                    "0.00",
                    row.IsRefund ? "ORIGINAL" : "",
                    row.IsRefund ? "PROCESSING" : "",
                    row.Goods,
                    "",
                    Fee(row.Fee),
                    "0.60%",
                    Yuan(paid),
                    Yuan(refunded),
                    "",
                ]
            );
        }
        text.Append(TradeSummary).Append("\r\n");
        var (all, back) = (
            rows.Where(r => !r.IsRefund).Sum(r => r.AmountFen),
            rows.Where(r => r.IsRefund).Sum(r => r.AmountFen)
        );
        var count = rows.Count + (order.WrongCount ? 1 : 0);
        var fee = rows.Sum(r => r.Fee) + (order.WrongSum ? 0.01m : 0);
        Line(text, [Count(count), Yuan(all), Yuan(back), "0.00", Fee(fee), Yuan(all), Yuan(back)]);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] FundFlow(IReadOnlyList<BillRow> rows, BillOrder order)
    {
        var flows = rows.SelectMany(FlowsOf).ToList();
        var text = new StringBuilder(FundHeader).Append('\n');
        var balance = 0L;
        foreach (var (row, type, income, fen) in flows)
        {
            balance += income ? fen : -fen;
            Line(
                text,
                [
                    Time(row.At),
                    row.RefundId ?? row.TransactionId,
                    row.TransactionId,
                    type,
                    type,
                    income ? "收入" : "支出",
                    Yuan(fen),
                    Yuan(balance),
                    "system",
                    row.IsRefund
                        ? $"退款总金额{Yuan(row.AmountFen)}元,`含手续费{Yuan((long)(-row.Fee * 100))}元"
                        : row.Goods,
                    row.Number,
                ],
                "\n"
            );
        }
        var (incomes, expenses) = (flows.Where(f => f.Income).ToList(), flows.Where(f => !f.Income).ToList());
        text.Append(FundSummary).Append('\n');
        Line(
            text,
            [
                $"{flows.Count + (order.WrongCount ? 1 : 0)}.0",
                $"{incomes.Count}.0",
                Yuan(incomes.Sum(f => f.Fen)),
                $"{expenses.Count}.0",
                Yuan(expenses.Sum(f => f.Fen) + (order.WrongSum ? 1 : 0)),
            ],
            "\n"
        );
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<(BillRow Row, string Type, bool Income, long Fen)> FlowsOf(BillRow row)
    {
        var fee = (long)Math.Round(row.Fee * 100, MidpointRounding.AwayFromZero);
        if (row.IsRefund)
        {
            yield return (row, "退款", false, row.AmountFen + fee);
            yield break;
        }
        yield return (row, "交易", true, row.AmountFen);
        if (fee > 0)
            yield return (row, "扣除交易手续费", false, fee);
    }

    private static void Line(StringBuilder text, string[] cells, string end = "\r\n") =>
        text.Append('`').AppendJoin(",`", cells).Append(end);

    private static string Time(DateTimeOffset at) =>
        at.ToOffset(China).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Fee(decimal yuan) => yuan.ToString("0.00000", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
