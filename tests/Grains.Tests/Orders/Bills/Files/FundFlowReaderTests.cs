using FuelGrains.Grains.Orders.Bills.Files;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills.Files;

/// <summary>Rows of WeChat's fund-flow bill.</summary>
public sealed class FundFlowReaderTests
{
    private const string Bill = """
        记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号
        `2026-10-01 13:54:01,`4200a,`f1,`交易,`交易,`收入,`199.00,`199.00,`system,`95#,`"30 L",`pay1
        `2026-10-01 13:54:01,`4200a,`f2,`扣除交易手续费,`扣除交易手续费,`支出,`1.19,`197.81,`system,`,`pay1

        `2026-10-01 14:00:45,`5030a,`f1,`退款,`退款,`支出,`98.41,`99.40,`1601959334API,`退款总金额99.00元;含手续费0.59元,`r1
        资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额
        `3.0,`1.0,`199.00,`2.0,`99.60
        """;

    [Fact]
    public async Task Movements_are_read_with_hostile_notes_and_counts_with_a_decimal()
    {
        var (flows, fault) = await ReadAsync(Bill);
        fault.ShouldBeNull();
        flows
            .Select(f => (f.Type, f.BusinessNo, f.IsIncome, f.AmountFen, f.Voucher))
            .ShouldBe([
                ("交易", "4200a", true, 19_900, "pay1"),
                ("扣除交易手续费", "4200a", false, 119, "pay1"),
                ("退款", "5030a", false, 9_841, "r1"),
            ]);
    }

    [Theory]
    [InlineData("`3.0", "`4.0", "资金流水总笔数")]
    [InlineData("`1.0,`199.00", "`1.0,`199.01", "收入金额")]
    [InlineData("`2.0,`99.60", "`2.0,`99.61", "支出金额")]
    [InlineData("`收入,`199.00", "`支出,`199.00", "收入笔数")]
    [InlineData("`收入,`199.00", "`收,`199.00", "收支类型")]
    [InlineData("`支出,`1.19", "`支出,`-1.19", "收支金额")]
    public async Task Sums_and_rows_that_disagree_spoil_the_bill(string right, string wrong, string named) =>
        (await ReadAsync(Bill.Replace(right, wrong, StringComparison.Ordinal)))
            .Fault.ShouldNotBeNull()
            .Reason.ShouldContain(named);

    private static async Task<(List<FundFlow> Flows, BillFault? Fault)> ReadAsync(string text)
    {
        var bill = new FundFlowReader(new StringReader(text));
        var flows = new List<FundFlow>();
        while (await bill.ReadAsync(CancellationToken.None))
            flows.Add(bill.Current);
        return (flows, bill.Fault);
    }
}
