using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>Movements of funds belong to payments, refunds and fees of the ledger, on either store.</summary>
public abstract class FundFlowContract(Func<Task<LedgerFixture>> make) : BillContract(make)
{
    private const string Header =
        "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";

    [Fact]
    public async Task Each_movement_is_matched_and_others_are_differences()
    {
        var (_, paid) = await PaidAsync();
        await MatchFlowsAsync(
            "`3,`2,`398.00,`1,`1.19",
            Flow(paid.TransactionId, "交易", "收入", "199.00", paid.OutTradeNo),
            Flow(paid.TransactionId, "扣除交易手续费", "支出", "1.19", paid.OutTradeNo),
            Flow("4200unknown", "交易", "收入", "199.00", "theirs")
        );
        (await FlowDifferencesAsync()).ShouldBe([(BillDifferenceKind.FlowUnknownHere, 19_900, null)]);
    }

    [Fact]
    public async Task A_refund_moves_its_amount_less_the_fee_and_a_withdrawal_is_named()
    {
        var (order, paid) = await PaidAsync();
        await MatchAsync(Row(paid), Row(paid) with { RefundNo = "c1", Fen = 9_900 });
        var refund = (await DifferencesAsync()).Single();
        (await Bills.SettleAsync(refund.Id, BillSettlement.BookRefund, "ada", "because")).Outcome.ShouldBe(
            SettleOutcome.Done
        );
        (await Fixture.RefundsAsync(order)).ShouldHaveSingleItem();
        await Bills.FetchAsync(Day, BillKind.FundFlow, "ada");
        await MatchFlowsAsync(
            "`4,`0,`0.00,`4,`5197.63",
            Flow("5030c1", "退款", "支出", "98.41", "c1"),
            Flow("5030c1", "退款", "支出", "98.00", "c1"),
            Flow(paid.TransactionId, "扣除交易手续费", "支出", "1.22", paid.OutTradeNo),
            Flow("w1", "提现", "支出", "5000.00", "")
        );
        (await FlowDifferencesAsync()).ShouldBe([
            (BillDifferenceKind.FlowAmountOther, 122, 119),
            (BillDifferenceKind.FlowAmountOther, 9_800, 9_900),
            (BillDifferenceKind.OtherFlow, 500_000, null),
        ]);
    }

    private async Task MatchFlowsAsync(string sums, params string[] flows)
    {
        string[] lines = [Header, .. flows, "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额", sums];
        WeChat.OnBill = (kind, day) => kind == BillKind.FundFlow && day == Day ? string.Join('\n', lines) : null;
        WeChat.OnAsk = (kind, _) => kind == BillKind.FundFlow ? BillAnswer.Ready : BillAnswer.NotExist;
        await RunAsync();
        (await Bills.ListAsync(null, 100))
            .Single(b => b.Day == Day && b.Kind == BillKind.FundFlow)
            .State.ShouldBe(BillState.Matched);
    }

    private async Task<List<(BillDifferenceKind, long?, long?)>> FlowDifferencesAsync() =>
        [
            .. (await DifferencesAsync())
                .Where(d => d.Bill == BillKind.FundFlow)
                .OrderBy(d => d.Kind)
                .ThenBy(d => d.ThereFen)
                .Select(d => (d.Kind, d.ThereFen, d.HereFen)),
        ];

    private static int _flows;

    private static string Flow(string business, string type, string direction, string yuan, string voucher) =>
        $"`{At},`{business},`f{Interlocked.Increment(ref _flows)},`{type},`{type},`{direction},`{yuan},`1.00,`me,`95#,`\"x\",`{voucher}";
}

public sealed class SqliteFundFlowTests() : FundFlowContract(LedgerFixture.SqliteAsync);

public sealed class PostgresFundFlowTests() : FundFlowContract(() => LedgerFixture.PostgresAsync());
