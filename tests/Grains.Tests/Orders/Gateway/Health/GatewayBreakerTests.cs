using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway.Health;

/// <summary>When the gateway counts as away, whom a probe lets in, and what is known of it afterwards.</summary>
public sealed class GatewayBreakerTests
{
    private const int Opens = 10;
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);

    private readonly ManualTime _time = new(Start);
    private readonly ScriptedGateway _scripted = new();
    private readonly GatewayHealth _health;
    private readonly GuardedGateway _gateway;

    public GatewayBreakerTests()
    {
        _health = new(_time);
        _gateway = new(_scripted, _health, _time);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_not_answered_again_and_again_is_not_made_any_more()
    {
        await GoAwayAsync();
        _health.IsAway(GatewayCall.Query).ShouldBeTrue();
        var calls = _scripted.Calls;
        (await _gateway.QueryAsync("no", Ct)).ShouldBe(new TradeReply(TradeState.Unknown));
        _scripted.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task Another_kind_of_call_goes_on()
    {
        await GoAwayAsync();
        _health.IsAway(GatewayCall.Close).ShouldBeFalse();
        (await _gateway.CloseAsync("no", Ct)).Outcome.ShouldBe(CloseOutcome.Closed);
    }

    [Fact]
    public async Task A_gateway_that_fails_every_second_time_is_not_away()
    {
        for (var i = 0; i < 100; i++)
        {
            _scripted.OnQuery = _ => new(i % 2 == 0 ? TradeState.Unknown : TradeState.NotPay);
            await _gateway.QueryAsync("no", Ct);
        }
        _health.IsAway(GatewayCall.Query).ShouldBeFalse();
        _scripted.Calls.ShouldBe(100);
    }

    [Fact]
    public async Task After_a_pause_one_call_probes_and_its_answer_lets_everybody_in()
    {
        _scripted.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Unknown));
        for (var i = 0; i < Opens; i++)
            await PrepayAsync();
        _time.Now += TimeSpan.FromSeconds(2);
        var answer = new TaskCompletionSource<PrepayReply>();
        _scripted.OnPrepay = _ => answer.Task;
        var probe = PrepayAsync();
        _health.MayAsk(GatewayCall.Prepay).ShouldBeFalse("one probe is enough");
        answer.SetResult(new(PrepayOutcome.Unknown));
        await probe;
        _time.Now += TimeSpan.FromSeconds(3);
        _health.MayAsk(GatewayCall.Prepay).ShouldBeFalse("the probe failed, the next pause is longer");

        _time.Now += TimeSpan.FromSeconds(1);
        _scripted.OnPrepay = _ => Task.FromResult(new PrepayReply(PrepayOutcome.Ready, "prepay-1"));
        (await PrepayAsync()).Outcome.ShouldBe(PrepayOutcome.Ready);
        _health.IsAway(GatewayCall.Prepay).ShouldBeFalse();
    }

    [Fact]
    public async Task A_call_whose_caller_had_no_time_left_says_nothing()
    {
        _scripted.Hangs = true;
        for (var i = 0; i < 2 * Opens; i++)
            await Should.ThrowAsync<OperationCanceledException>(
                _gateway.QueryAsync("no", new CancellationToken(canceled: true))
            );
        _health.IsAway(GatewayCall.Query).ShouldBeFalse();
    }

    [Fact]
    public async Task A_gateway_that_hangs_is_asked_once_in_ten_seconds()
    {
        await GoAwayAsync();
        var calls = _scripted.Calls;
        for (var second = 0; second < 600; second++)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            await _gateway.QueryAsync("no", Ct);
        }
        (_scripted.Calls - calls).ShouldBeInRange(50, 70);
    }

    [Fact]
    public async Task A_limit_is_told_apart_from_silence_and_pauses_longer()
    {
        _scripted.OnQuery = _ => new(TradeState.Unknown, Code: "FREQUENCY_LIMITED");
        await AskAsync(Opens);
        _health.AwayFor(GatewayAnswer.Limited).ShouldBe([GatewayCall.Query]);
        _health.AwayFor(GatewayAnswer.None).ShouldBeEmpty();
        _time.Now += TimeSpan.FromSeconds(4);
        _health.MayAsk(GatewayCall.Query).ShouldBeFalse();
        _time.Now += TimeSpan.FromSeconds(1);
        _health.MayAsk(GatewayCall.Query).ShouldBeTrue();
    }

    [Fact]
    public async Task It_is_known_whether_the_gateway_was_away_while_something_lasted()
    {
        await GoAwayAsync();
        _time.Now += TimeSpan.FromSeconds(30);
        _health.WasAwaySince(_time.Now).ShouldBeTrue("it still is");
        _scripted.OnQuery = _ => new(TradeState.NotPay);
        await AskAsync(1);
        var back = _time.Now;
        _time.Now += TimeSpan.FromMinutes(10);
        _health.WasAwaySince(back).ShouldBeTrue();
        _health.WasAwaySince(back.AddSeconds(1)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_gateway_that_nobody_asks_is_not_away_for_ever()
    {
        await GoAwayAsync();
        _time.Now += TimeSpan.FromMinutes(3);
        _health.IsAway(GatewayCall.Query).ShouldBeFalse();
        _health.WasAwaySince(_time.Now).ShouldBeFalse();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_prolongs_no_pause()
    {
        await GoAwayAsync();
        _time.Now += TimeSpan.FromSeconds(2);
        _time.Now -= TimeSpan.FromHours(1);
        _health.MayAsk(GatewayCall.Query).ShouldBeTrue();
        _time.Now += TimeSpan.FromMinutes(3);
        _health.IsAway(GatewayCall.Query).ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_to_a_call_from_before_says_nothing_about_now()
    {
        var answer = new TaskCompletionSource<PrepayReply>();
        _scripted.OnPrepay = _ => answer.Task;
        var early = Enumerable.Range(0, 2 * Opens).Select(_ => PrepayAsync()).ToArray();
        answer.SetResult(new(PrepayOutcome.Unknown));
        await Task.WhenAll(early);
        _health.IsAway(GatewayCall.Prepay).ShouldBeTrue();
        _time.Now += TimeSpan.FromSeconds(2);
        _health.MayAsk(GatewayCall.Prepay).ShouldBeTrue("the pause of one failure, not of ten");
    }

    private Task<PrepayReply> PrepayAsync() =>
        _gateway.PrepayAsync(new("no", "title", 19_900, "openid", Start.AddMinutes(5)), Ct);

    private Task GoAwayAsync()
    {
        _scripted.OnQuery = _ => new(TradeState.Unknown);
        return AskAsync(Opens);
    }

    private async Task AskAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _gateway.QueryAsync("no", Ct);
    }
}
