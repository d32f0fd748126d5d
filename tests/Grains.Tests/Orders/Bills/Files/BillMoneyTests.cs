using CsCheck;
using FuelGrains.Grains.Orders.Bills.Files;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills.Files;

/// <summary>The amounts of WeChat's bills.</summary>
public sealed class BillMoneyTests
{
    [Theory]
    [InlineData("0.01", 1_000)]
    [InlineData("12.34", 1_234_000)]
    [InlineData("7.79000", 779_000)]
    [InlineData("0.05940", 5_940)]
    [InlineData("0.00001", 1)]
    [InlineData("-0.07000", -7_000)]
    [InlineData("0", 0)]
    [InlineData("20.0", 2_000_000)]
    [InlineData("999999999999.99", 99_999_999_999_999_000)]
    public void Yuan_are_read_as_thousandths_of_a_fen(string yuan, long amount)
    {
        BillMoney.TryRead(yuan, out var read).ShouldBeTrue();
        read.ShouldBe(amount);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.000001")]
    [InlineData("1e2")]
    [InlineData("1,000.00")]
    [InlineData("１.00")]
    [InlineData("--1")]
    [InlineData("1000000000000.00")]
    [InlineData("12.3a")]
    public void A_text_that_is_no_amount_is_refused(string text) => BillMoney.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void A_part_of_a_fen_is_no_amount_of_fen()
    {
        BillMoney.TryReadFen("0.01500", out _).ShouldBeFalse();
        BillMoney.TryReadFen("0.02000", out var fen).ShouldBeTrue();
        fen.ShouldBe(2);
        BillMoney.TryReadCount("3.5", out _).ShouldBeFalse();
    }

    [Fact]
    public void Every_amount_that_is_written_is_read_again() =>
        Gen.Long[-1_000_000_000_000, 1_000_000_000_000]
            .Sample(amount => BillMoney.TryRead(BillMoney.Yuan(amount), out var read) && read == amount);
}
