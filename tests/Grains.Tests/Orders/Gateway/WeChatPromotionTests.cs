using System.Text.Json;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Orders.Gateway;
using FuelGrains.WeChatSimulator.Hosting;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>
/// Payments that a coupon of WeChat pays in part or wholly: what the payer paid, and what of a refund goes back to the payer.
/// </summary>
public sealed class WeChatPromotionTests : IAsyncLifetime
{
    private WeChatFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMinutes(10) });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData(300, 700)]
    [InlineData(1_000, 0)]
    public async Task Query_and_callback_say_alike_what_the_payer_paid(long couponFen, long payerFen)
    {
        var paid = await PaidAsync(1_000, couponFen);
        (paid.AmountFen, paid.PayerFen, paid.Promotion).ShouldBe((1_000, payerFen, "微信支付加油券"));
        await _fixture.DrainAsync();
        _fixture.Callbacks.ShouldHaveSingleItem().Read.ShouldBe(new Callback(CallbackVerdict.Payment, Payment: paid));
    }

    [Fact]
    public async Task A_payment_without_a_promotion_is_the_payers_alone()
    {
        var paid = await _fixture.PaidAsync(1_000);
        (paid.PayerFen, paid.Promotion).ShouldBe((1_000, null));
    }

    [Fact]
    public async Task Partial_refunds_are_shared_and_the_last_one_takes_the_rest()
    {
        var paid = await PaidAsync(1_000, couponFen: 300);
        var parts = new List<long?>();
        foreach (var fen in new[] { 1L, 1, 333, 665 })
            parts.Add((await _fixture.Pay.RefundAsync(Ask(paid, fen), Ct)).PayerFen);
        parts.ShouldBe([1L, 1, 233, 465]);
        parts.Sum().ShouldBe(paid.PayerFen);
        (await _fixture.Pay.RefundAsync(Ask(paid, 1), Ct)).Code.ShouldBe("NOT_ENOUGH");
    }

    [Fact]
    public async Task Answer_query_and_callback_say_alike_what_goes_back_to_the_payer()
    {
        var ask = Ask(await PaidAsync(1_000, couponFen: 300), 900);
        var accepted = await _fixture.Pay.RefundAsync(ask, Ct);
        (accepted.RefundFen, accepted.PayerFen).ShouldBe((900, 630));
        await _fixture.ControlAsync("refund-outcomes", new { outcome = "SUCCESS", ask.OutRefundNo });
        (await _fixture.Pay.QueryRefundAsync(ask.OutRefundNo, Ct)).ShouldBe(
            accepted with
            {
                Progress = RefundProgress.Succeeded,
            }
        );
        await Until.IsTrueAsync(() => _fixture.Callbacks.Any(c => c.Read.Refund is not null));
        _fixture
            .Callbacks.Single(c => c.Read.Refund is not null)
            .Read.Refund.ShouldBe(new(ask.OutRefundNo, accepted.RefundId!, RefundProgress.Succeeded, 900, 630));
    }

    [Fact]
    public async Task What_a_coupon_paid_wholly_goes_back_to_the_coupon_alone() =>
        (await _fixture.Pay.RefundAsync(Ask(await PaidAsync(1_000, couponFen: 1_000), 400), Ct)).PayerFen.ShouldBe(0);

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 1_000)]
    [InlineData(0, 0, 1_000)]
    public async Task A_share_of_all_payments_has_a_coupon(double wholeShare, double share, long payerFen)
    {
        await _fixture.ControlAsync(
            "coupons",
            new
            {
                share,
                wholeShare,
                couponFen = 500,
            }
        );
        (await _fixture.PaidAsync(share > 0 ? 1_500 : 1_000)).PayerFen.ShouldBe(payerFen);
    }

    [Fact]
    public async Task A_coupon_is_never_worth_more_than_its_payment()
    {
        var ask = await _fixture.PreparedAsync(100);
        (await _fixture.RefusedAsync("pay", new { ask.OutTradeNo, couponFen = 101 })).ShouldContain("coupon");
        await _fixture.ControlAsync("coupons", new { share = 1, couponFen = 101 });
        (await _fixture.PaidAsync(100)).PayerFen.ShouldBe(0);
    }

    [Fact]
    public async Task A_coupon_and_the_parts_of_its_refunds_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("fuelgrains-wechat-");
        SimulatorOptions Kept() => new() { Folder = folder.FullName, RefundAfter = TimeSpan.FromMinutes(10) };
        try
        {
            Transaction paid;
            await using (var first = await WeChatFixture.StartAsync(Kept()))
            {
                var ask = await first.PreparedAsync(1_000);
                await first.ControlAsync("pay", new { ask.OutTradeNo, couponFen = 300 });
                paid = (await first.Pay.QueryAsync(ask.OutTradeNo, Ct)).Transaction!;
                (await first.Pay.RefundAsync(Ask(paid, 1), Ct)).PayerFen.ShouldBe(1);
            }
            await using var second = await WeChatFixture.StartAsync(Kept());
            var seen = (await second.Pay.QueryAsync(paid.OutTradeNo, Ct)).Transaction.ShouldNotBeNull();
            (seen.PayerFen, seen.Promotion).ShouldBe((700, paid.Promotion));
            (await second.Pay.RefundAsync(Ask(paid, 999), Ct)).PayerFen.ShouldBe(699);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("""{"total":1000,"currency":"CNY","payer_total":700,"payer_currency":"CNY"}""", 700)]
    [InlineData("""{"total":1000,"currency":"CNY","payer_total":0}""", 0)]
    [InlineData("""{"total":1000,"currency":"CNY"}""", 750)]
    [InlineData("""{"total":1000,"currency":"CNY","payer_total":98,"payer_currency":"USD"}""", 750)]
    [InlineData("""{"total":1000,"currency":"CNY","payer_total":1001}""", 1_000)]
    [InlineData("""{"total":200,"currency":"CNY"}""", 0)]
    public void What_the_payer_paid_is_payer_total_or_else_what_the_promotions_did_not_pay(string amount, long payerFen)
    {
        var paid = JsonSerializer
            .Deserialize<TradeJson>(
                $$"""
                {"appid":"wx","mchid":"1","out_trade_no":"n","transaction_id":"t","trade_state":"SUCCESS",
                 "success_time":"2026-10-01T10:00:00+08:00","amount":{{amount}},
                 "promotion_detail":[{"name":"满减券","type":"NOCASH","amount":200},{"coupon_id":"1","type":"CASH","amount":50}]}
                """
            )!
            .Transaction.ShouldNotBeNull();
        (paid.PayerFen, paid.Promotion).ShouldBe((payerFen, "满减券 + CASH"));
    }

    [Theory]
    [InlineData("""{"refund":900,"payer_refund":630,"discount_refund":270}""", 630L)]
    [InlineData("""{"refund":900,"discount_refund":270}""", 630L)]
    [InlineData("""{"refund":900,"payer_refund":0}""", 0L)]
    [InlineData("""{"refund":900}""", null)]
    [InlineData("""{"refund":900,"payer_refund":901}""", null)]
    public void What_goes_back_to_the_payer_is_payer_refund_or_unknown(string amount, long? payerFen) =>
        JsonSerializer.Deserialize<RefundAmountJson>(amount)!.PayerFen.ShouldBe(payerFen);

    private async Task<Transaction> PaidAsync(long amountFen, long couponFen)
    {
        var ask = await _fixture.PreparedAsync(amountFen);
        await _fixture.ControlAsync("pay", new { ask.OutTradeNo, couponFen });
        return (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).Transaction.ShouldNotBeNull();
    }

    private static GatewayRefund Ask(Transaction paid, long fen) =>
        new($"R{Guid.NewGuid():N}", paid.TransactionId, fen, paid.AmountFen, "退款");
}
