using CsCheck;
using FuelGrains.Grains.Orders.Bills.Files;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills.Files;

/// <summary>Rows of WeChat's trade bill, also with goods names that public CSV readers refuse or shift.</summary>
public sealed class TradeBillReaderTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A_payment_and_its_refund_are_read_with_all_that_matching_needs()
    {
        var (rows, _, fault) = await ReadAsync(
            TestBill.Trade([new("4200a", "pay1", 19_900), new("4200a", "pay1", 9_900) { RefundNo = "r1" }])
        );
        fault.ShouldBeNull();
        rows[0]
            .ShouldBe(
                new(
                    2,
                    false,
                    new(2026, 10, 1, 4, 30, 0, TimeSpan.Zero),
                    "wx-ours",
                    "1900000009",
                    "4200a",
                    "pay1",
                    "CNY",
                    "",
                    "",
                    19_900,
                    19_900,
                    119_000
                )
            );
        (rows[1].IsRefund, rows[1].RefundId, rows[1].OutRefundNo).ShouldBe((true, "5030r1", "r1"));
        (rows[1].AmountFen, rows[1].SettledFen, rows[1].Fee).ShouldBe((9_900, 9_900, -59_000));
    }

    [Theory]
    [InlineData("95#,98# 汽油")]
    [InlineData("\"30 L\", \"half price\"")]
    [InlineData("a`b``c`")]
    [InlineData("a,`b,`0.07,`0.60%,`1.00,`1.00,`")]
    [InlineData("\"never closed")]
    [InlineData(",`,`,`")]
    [InlineData("first line\nsecond line")]
    [InlineData("总交易单数,应结订单总金额")]
    [InlineData("")]
    public async Task A_hostile_goods_name_shifts_nothing(string goods)
    {
        var (rows, names, fault) = await ReadAsync(
            TestBill.Trade([new("4200a", "pay1", 100) { Goods = goods }, new("4200b", "pay2", 200)])
        );
        fault.ShouldBeNull();
        names[0].ShouldBe(goods);
        rows.Select(r => (r.TransactionId, r.AmountFen)).ShouldBe([("4200a", 100), ("4200b", 200)]);
    }

    [Fact]
    public Task Every_goods_name_of_one_line_is_read_as_it_was_written() =>
        Gen.Select(Gen.Char[",`\"' =-0.5%汽油\u3000a"].Array[0, 60], Gen.Int[1, 5])
            .Select((name, count) => (new string(name), count))
            .SampleAsync(
                async (goods, count) =>
                {
                    var bill = TestBill.Trade([
                        .. Enumerable
                            .Range(0, count)
                            .Select(i => new TestRow($"4200{i}", $"pay{i}", 100 + i) { Goods = goods }),
                    ]);
                    var (rows, names, fault) = await ReadAsync(bill);
                    return fault is null
                        && rows.Select(r => r.AmountFen).SequenceEqual(Enumerable.Range(0, count).Select(i => 100L + i))
                        && names.TrueForAll(name => name == goods);
                },
                iter: 500
            );

    [Fact]
    public async Task Columns_are_found_by_their_names_and_lines_may_end_either_way()
    {
        var bill = TestBill.Trade([new("4200a", "pay1", 19_900)]);
        (await ReadAsync(bill.Replace("\r\n", "\n", StringComparison.Ordinal))).Fault.ShouldBeNull();
        (await ReadAsync($"\uFEFF{bill}")).Fault.ShouldBeNull();
        (
            await ReadAsync(bill.Replace("手续费,费率", "手续费（元）,费率", StringComparison.Ordinal))
        ).Fault.ShouldBeNull();
        (await ReadAsync(bill.Replace(",订单金额", ",另一个金额", StringComparison.Ordinal)))
            .Fault.ShouldNotBeNull()
            .Reason.ShouldContain("订单金额");
    }

    [Theory]
    [InlineData("`3,", "`2,", "总交易单数")]
    [InlineData("`3,", "`4,", "总交易单数")]
    [InlineData(",`6.00,`0.00", ",`6.01,`0.00", "总金额")]
    [InlineData("`0.04000,`6.00", "`0.03000,`6.00", "手续费总金额")]
    public async Task A_count_or_a_sum_that_the_rows_do_not_have_spoils_the_bill(
        string right,
        string wrong,
        string named
    )
    {
        var bill = TestBill.Trade([new("4200a", "p1", 100), new("4200b", "p2", 200), new("4200c", "p3", 300)]);
        var summary = bill.LastIndexOf("总交易单数", StringComparison.Ordinal);
        var bent = bill[..summary] + bill[summary..].Replace(right, wrong, StringComparison.Ordinal);
        bent.ShouldNotBe(bill);
        (await ReadAsync(bent)).Fault.ShouldNotBeNull().Reason.ShouldContain(named);
    }

    [Fact]
    public async Task A_row_that_was_lost_or_doubled_spoils_the_bill()
    {
        var lines = TestBill.Trade([new("4200a", "p1", 100), new("4200b", "p2", 200)]).Split("\r\n");
        (await ReadAsync(string.Join("\r\n", [lines[0], .. lines[2..]]))).Fault.ShouldNotBeNull();
        (await ReadAsync(string.Join("\r\n", [lines[0], lines[1], .. lines[1..]]))).Fault.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("`SUCCESS", "`MAYBE", "MAYBE")]
    [InlineData("`2026-10-01 12:30:00", "`2026-10-01 12:61:00", "交易时间")]
    [InlineData("`0.01000,`0.60%", "`none,`0.60%", "cells")]
    [InlineData("`2.00,`0.00,`0", "`2.001,`0.00,`0", "part of a fen")]
    [InlineData(",`4200b,`p2", ",`p2", "cells")]
    public async Task A_row_that_cannot_be_read_is_named_with_its_line(string right, string wrong, string named)
    {
        var lines = TestBill.Trade([new("4200a", "p1", 100), new("4200b", "p2", 200)]).Split("\r\n");
        var bent = lines[2].Replace(right, wrong, StringComparison.Ordinal);
        bent.ShouldNotBe(lines[2]);
        var fault = (
            await ReadAsync(string.Join("\r\n", [.. lines[..2], bent, .. lines[3..]]))
        ).Fault.ShouldNotBeNull();
        (fault.Line, fault.Reason.Contains(named, StringComparison.Ordinal)).ShouldBe((3, true), fault.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>502</html>")]
    public async Task A_text_that_is_no_bill_is_refused(string text) => (await ReadAsync(text)).Fault.ShouldNotBeNull();

    [Fact]
    public async Task A_bill_that_ends_early_is_refused_wherever_it_ends()
    {
        var bill = TestBill.Trade([new("4200a", "p1", 100), new("4200b", "p2", 200)]);
        // A cut through the last amount may leave the same amount: 0.0 for 0.00.
        for (var length = 0; length < bill.Length - 6; length += 7)
            (await ReadAsync(bill[..length])).Fault.ShouldNotBeNull($"cut at {length}");
    }

    private static async Task<(List<TradeRow> Rows, List<string> Goods, BillFault? Fault)> ReadAsync(string text)
    {
        var bill = new TradeBillReader(new StringReader(text));
        var (rows, goods) = (new List<TradeRow>(), new List<string>());
        while (await bill.ReadAsync(Ct))
        {
            rows.Add(bill.Current);
            goods.Add(bill.Goods);
        }
        return (rows, goods, bill.Fault);
    }
}
