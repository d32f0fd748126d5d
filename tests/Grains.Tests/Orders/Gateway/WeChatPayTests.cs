using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FuelGrains.Grains.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Each operation of the client against the simulator, over HTTP, with signatures checked both ways.</summary>
public sealed class WeChatPayTests : IAsyncLifetime
{
    private WeChatFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMilliseconds(50) });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_repeated_prepay_gives_the_same_prepay_id()
    {
        var ask = WeChatFixture.Ask();
        var first = await _fixture.Pay.PrepayAsync(ask, Ct);
        first.Outcome.ShouldBe(PrepayOutcome.Ready);
        (await _fixture.Pay.PrepayAsync(ask, Ct)).ShouldBe(first);
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.NotPay));
    }

    [Fact]
    public async Task A_number_used_for_another_amount_is_spent_and_with_another_text_refused()
    {
        var ask = await _fixture.PreparedAsync();
        (await _fixture.Pay.PrepayAsync(ask with { AmountFen = 1 }, Ct)).ShouldBe(
            new PrepayReply(PrepayOutcome.Spent, Code: "OUT_TRADE_NO_USED")
        );
        (await _fixture.Pay.PrepayAsync(ask with { Description = "else" }, Ct)).ShouldBe(
            new PrepayReply(PrepayOutcome.Refused, Code: "INVALID_REQUEST")
        );
    }

    [Theory]
    [InlineData("short")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("blank in it")]
    [InlineData("unit/1234")]
    public async Task A_number_of_a_form_that_WeChat_does_not_accept_is_refused(string number) =>
        (await _fixture.Pay.PrepayAsync(WeChatFixture.Ask() with { OutTradeNo = number }, Ct)).ShouldBe(
            new PrepayReply(PrepayOutcome.Refused, Code: "PARAM_ERROR")
        );

    [Fact]
    public void The_mini_programs_arguments_are_signed_by_the_merchant()
    {
        var now = TimeProvider.System.GetUtcNow();
        var parameters = _fixture.Pay.Sign("wx123", now);
        (parameters.AppId, parameters.Package, parameters.SignType).ShouldBe(
            (_fixture.Keys.AppId, "prepay_id=wx123", "RSA")
        );
        parameters.TimeStamp.ShouldBe(now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        using var merchant = RSA.Create();
        merchant.ImportFromPem(_fixture.Keys.Merchant.PublicPem);
        var signed = Encoding.UTF8.GetBytes(
            $"{parameters.AppId}\n{parameters.TimeStamp}\n{parameters.NonceStr}\n{parameters.Package}\n"
        );
        merchant
            .VerifyData(
                signed,
                Convert.FromBase64String(parameters.PaySign),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_payment_is_seen_by_query_and_callback_alike()
    {
        var paid = await _fixture.PaidAsync(19_900);
        (paid.AmountFen, paid.Currency, paid.AppId, paid.MerchantId).ShouldBe(
            (19_900, "CNY", _fixture.Keys.AppId, _fixture.Keys.MerchantId)
        );
        paid.PaidAt.Offset.ShouldBe(TimeSpan.Zero);
        await _fixture.DrainAsync();
        _fixture.Callbacks.ShouldHaveSingleItem().Read.ShouldBe(new Callback(CallbackVerdict.Payment, Payment: paid));
        (
            await _fixture.Pay.PrepayAsync(WeChatFixture.Ask() with { OutTradeNo = paid.OutTradeNo }, Ct)
        ).Outcome.ShouldBe(PrepayOutcome.AlreadyPaid);
        (await _fixture.Pay.CloseAsync(paid.OutTradeNo, Ct)).Outcome.ShouldBe(CloseOutcome.Refused);
    }

    [Fact]
    public async Task A_closed_number_takes_no_money_and_no_prepay()
    {
        var ask = await _fixture.PreparedAsync();
        (await _fixture.Pay.CloseAsync(ask.OutTradeNo, Ct)).Outcome.ShouldBe(CloseOutcome.Closed);
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.Closed));
        (await _fixture.Pay.PrepayAsync(ask, Ct)).ShouldBe(new PrepayReply(PrepayOutcome.Spent, Code: "ORDER_CLOSED"));
        (await _fixture.RefusedAsync("pay", new { ask.OutTradeNo })).ShouldBe("It is closed.");
        (await _fixture.Pay.CloseAsync(ask.OutTradeNo, Ct)).Outcome.ShouldBe(CloseOutcome.Refused);
    }

    [Fact]
    public async Task A_number_that_was_never_prepared_does_not_exist()
    {
        (await _fixture.Pay.QueryAsync("never-was", Ct)).ShouldBe(new TradeReply(TradeState.NotExist));
        (await _fixture.Pay.CloseAsync("never-was", Ct)).Outcome.ShouldBe(CloseOutcome.Refused);
        (await _fixture.Pay.QueryRefundAsync("never-was", Ct)).Progress.ShouldBe(RefundProgress.NotExist);
    }

    [Fact]
    public async Task A_number_that_ends_within_a_minute_is_refused() =>
        (await _fixture.Pay.PrepayAsync(WeChatFixture.Ask(within: TimeSpan.FromSeconds(59)), Ct)).ShouldBe(
            new PrepayReply(PrepayOutcome.Refused, Code: "PARAM_ERROR")
        );

    [Fact]
    public async Task After_its_time_a_number_takes_only_late_money()
    {
        var ask = await _fixture.PreparedAsync(within: TimeSpan.FromSeconds(65));
        await _fixture.ControlAsync("clock", new { offsetMs = 70_000 });
        (await _fixture.RefusedAsync("pay", new { ask.OutTradeNo })).ShouldBe("Its time_expire has passed.");
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
        await _fixture.ControlAsync("pay", new { ask.OutTradeNo, late = true });
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Paid);
    }

    [Fact]
    public async Task A_payment_of_another_amount_or_merchant_is_reported_as_it_is()
    {
        var ask = await _fixture.PreparedAsync();
        await _fixture.ControlAsync(
            "pay",
            new
            {
                ask.OutTradeNo,
                amountFen = 1,
                currency = "USD",
                merchantId = "1",
                appId = "wx",
            }
        );
        await _fixture.DrainAsync();
        var told = _fixture.Callbacks.ShouldHaveSingleItem().Read.Payment.ShouldNotBeNull();
        (told.AmountFen, told.Currency, told.MerchantId, told.AppId).ShouldBe((1, "USD", "1", "wx"));
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).Transaction.ShouldBe(told);
    }

    [Fact]
    public async Task A_payment_for_a_number_that_was_never_prepared_is_reported()
    {
        await _fixture.PreparedAsync();
        var notifyUrl = (await _fixture.JournalAsync("prepay"))
            .ShouldHaveSingleItem()
            .GetProperty("notifyUrl")
            .GetString();
        await _fixture.ControlAsync(
            "orphan",
            new
            {
                outTradeNo = "orphan-0001",
                amountFen = 5,
                notifyUrl,
            }
        );
        await _fixture.DrainAsync();
        _fixture.Callbacks.ShouldHaveSingleItem().Read.Payment.ShouldNotBeNull().OutTradeNo.ShouldBe("orphan-0001");
    }
}
