using System.Collections.Immutable;
using System.Text;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.WebFront.Orders.Bills;

namespace FuelGrains.WebFront.Tests.Orders.Bills;

/// <summary>The settlement as a spreadsheet reads it.</summary>
public sealed class SettlementCsvTests
{
    private static readonly BillDaySums Line = new(
        new(2026, 9, 30),
        Guid.NewGuid(),
        "城东站",
        null,
        null,
        2,
        39_800,
        1,
        9_900,
        179_000
    );

    [Fact]
    public void The_file_begins_with_a_byte_order_mark_and_Chinese_headings()
    {
        var bytes = SettlementCsv.Write([Line]);
        bytes[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray());
        Encoding
            .UTF8.GetString(bytes[3..])
            .ShouldBe(
                "日期,油站,活动,收款笔数,收款金额（元）,退款笔数,退款金额（元）,手续费（元）,净额（元）\r\n"
                    + "2026-09-30,城东站,,2,398.00,1,99.00,1.79,297.21\r\n"
            );
    }

    [Theory]
    [InlineData("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\tx", "'\tx")]
    [InlineData("95#,98#", "\"95#,98#\"")]
    [InlineData("两行\n字", "\"两行\n字\"")]
    [InlineData("95# 30 L", "95# 30 L")]
    public void A_name_is_never_a_formula_and_never_breaks_a_row(string name, string cell) =>
        Encoding
            .UTF8.GetString(SettlementCsv.Write(ImmutableArray.Create(Line with { StationName = name })))
            .ShouldContain($"2026-09-30,{cell},,2,");
}
