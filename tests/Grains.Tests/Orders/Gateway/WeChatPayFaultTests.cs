using FuelGrains.Grains.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>
/// A fault on the way to WeChat is answered Unknown within the time that a grain's caller waits, never with an exception.
/// </summary>
public sealed class WeChatPayFaultTests : IAsyncLifetime
{
    // A grain's caller waits five seconds.
    private static readonly TimeSpan CallerWaits = TimeSpan.FromSeconds(5);

    private WeChatFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMinutes(10) });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("ORDER_NOT_EXIST")]
    [InlineData("ORDERNOTEXIST")]
    public async Task A_number_that_WeChat_does_not_know_is_so_in_either_spelling(string code)
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.FaultAsync("query", "refuse", new { status = 404, code });
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).ShouldBe(new TradeReply(TradeState.NotExist));
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("timeout-before")]
    [InlineData("timeout-after")]
    [InlineData("reset")]
    [InlineData("system-error")]
    [InlineData("system-error-after")]
    [InlineData("rate-limit")]
    [InlineData("unsigned")]
    [InlineData("wrong-signature")]
    [InlineData("unknown-serial")]
    [InlineData("html")]
    [InlineData("huge")]
    [InlineData("slow")]
    public async Task A_lasting_fault_makes_every_operation_answer_Unknown_until_it_ends(string kind)
    {
        var (ask, paid) = (await _fixture.PreparedAsync(), await _fixture.PaidAsync());
        var refund = new GatewayRefund("R-1", paid.TransactionId, 1, paid.AmountFen, "");
        await _fixture.Pay.RefundAsync(refund with { OutRefundNo = "R-0" }, Ct);
        foreach (var operation in new[] { "prepay", "query", "close", "refund", "refund-query" })
            await _fixture.FaultAsync(operation, kind);

        var began = TimeProvider.System.GetTimestamp();
        var prepay = _fixture.Pay.PrepayAsync(ask, Ct);
        var query = _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct);
        var close = _fixture.Pay.CloseAsync(paid.OutTradeNo, Ct);
        var refunded = _fixture.Pay.RefundAsync(refund, Ct);
        var refundQuery = _fixture.Pay.QueryRefundAsync("R-0", Ct);
        var code = kind == "rate-limit" ? "FREQUENCY_LIMITED" : null;
        (await prepay).ShouldBe(new PrepayReply(PrepayOutcome.Unknown, Code: code));
        (await query).ShouldBe(new TradeReply(TradeState.Unknown, Code: code));
        // WeChat's refusal to close what is paid needs no signature.
        (await close).Outcome.ShouldNotBe(CloseOutcome.Closed);
        (await refunded).ShouldBe(new RefundReply(RefundProgress.Unknown, Code: code));
        (await refundQuery).ShouldBe(new RefundReply(RefundProgress.Unknown, Code: code));
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(CallerWaits);

        await _fixture.HealAsync();
        (await _fixture.Pay.PrepayAsync(ask, Ct)).Outcome.ShouldBe(PrepayOutcome.Ready);
        (await _fixture.Pay.RefundAsync(refund, Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _fixture.JournalAsync("refund")).Count.ShouldBe(2);
        (await _fixture.JournalAsync("prepay")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("system-error-after")]
    [InlineData("timeout-after")]
    [InlineData("reset")]
    public async Task A_fault_that_passes_is_overcome_in_the_same_call(string kind)
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.FaultAsync("refund", kind, new { times = 1 });
        (await _fixture.Pay.RefundAsync(new("R-2", paid.TransactionId, 1, paid.AmountFen, ""), Ct)).Progress.ShouldBe(
            RefundProgress.Processing
        );
        (await _fixture.JournalAsync("refund")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Who_asks_too_often_does_not_ask_again_in_the_same_call()
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.ControlAsync("limits", new { operation = "refund", perSecond = 0 });
        var ask = new GatewayRefund("R-2", paid.TransactionId, 1, paid.AmountFen, "");
        (await _fixture.Pay.RefundAsync(ask, Ct)).ShouldBe(
            new RefundReply(RefundProgress.Unknown, Code: "FREQUENCY_LIMITED")
        );
        await _fixture.ControlAsync("limits", new { operation = "refund" });
        (await _fixture.Pay.RefundAsync(ask, Ct)).Progress.ShouldBe(RefundProgress.Processing);
    }

    [Fact]
    public async Task An_empty_account_refuses_refunds_until_it_is_topped_up()
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.ControlAsync("account", new { balanceFen = 5 });
        var ask = new GatewayRefund("R-4", paid.TransactionId, 6, paid.AmountFen, "");
        (await _fixture.Pay.RefundAsync(ask, Ct)).ShouldBe(new RefundReply(RefundProgress.Refused, Code: "NOT_ENOUGH"));
        await _fixture.ControlAsync("account", new { balanceFen = 6 });
        (await _fixture.Pay.RefundAsync(ask, Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _fixture.Pay.RefundAsync(ask with { OutRefundNo = "R-5", RefundFen = 1 }, Ct)).Code.ShouldBe(
            "NOT_ENOUGH"
        );
    }

    [Fact]
    public async Task A_number_that_is_used_elsewhere_stays_used()
    {
        await _fixture.ControlAsync("used-numbers", new { next = 1 });
        var used = WeChatFixture.Ask();
        (await _fixture.Pay.PrepayAsync(used, Ct)).ShouldBe(
            new PrepayReply(PrepayOutcome.Spent, Code: "OUT_TRADE_NO_USED")
        );
        await _fixture.PreparedAsync();
        (await _fixture.Pay.PrepayAsync(used, Ct)).Outcome.ShouldBe(PrepayOutcome.Spent);
    }

    [Fact]
    public async Task An_unsigned_success_of_close_is_no_success()
    {
        var ask = await _fixture.PreparedAsync();
        await _fixture.FaultAsync("close", "unsigned");
        (await _fixture.Pay.CloseAsync(ask.OutTradeNo, Ct)).Outcome.ShouldBe(CloseOutcome.Unknown);
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Closed);
    }

    [Fact]
    public async Task A_stale_query_says_not_paid_until_it_catches_up()
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.FaultAsync("query", "stale", new { times = 2 });
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
        (await _fixture.Pay.QueryAsync(paid.OutTradeNo, Ct)).State.ShouldBe(TradeState.Paid);
    }

    [Fact]
    public async Task A_refusal_carries_its_code()
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.FaultAsync("refund", "refuse", new { status = 403, code = "USER_ACCOUNT_ABNORMAL" });
        (await _fixture.Pay.RefundAsync(new("R-3", paid.TransactionId, 1, paid.AmountFen, ""), Ct)).ShouldBe(
            new RefundReply(RefundProgress.Refused, Code: "USER_ACCOUNT_ABNORMAL")
        );
    }

    [Fact]
    public async Task A_clock_that_runs_off_makes_answers_unknown()
    {
        var ask = await _fixture.PreparedAsync();
        await _fixture.ControlAsync("clock", new { offsetMs = 301_000 });
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Unknown);
        await _fixture.ControlAsync("clock", new { offsetMs = 0 });
        (await _fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
    }

    [Fact]
    public async Task An_answer_about_another_number_is_unknown()
    {
        var ask = await _fixture.PreparedAsync();
        // The path reaches WeChat as one number whatever is in it.
        (await _fixture.Pay.QueryAsync($"{ask.OutTradeNo}?x", Ct)).State.ShouldBe(TradeState.NotExist);
        (await _fixture.Pay.QueryAsync($"../out-trade-no/{ask.OutTradeNo}", Ct)).State.ShouldNotBe(TradeState.NotPay);
    }

    [Fact]
    public async Task A_cancelled_call_ends_at_once()
    {
        await _fixture.FaultAsync("query", "timeout-before");
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(200), TimeProvider.System);
        await Should.ThrowAsync<OperationCanceledException>(_fixture.Pay.QueryAsync("whatever", given.Token));
    }
}
