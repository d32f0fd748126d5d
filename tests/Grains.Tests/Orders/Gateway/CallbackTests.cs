using System.Text.Json;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Callbacks: only WeChat's are accepted, with any of WeChat's keys.</summary>
public sealed class CallbackTests : IAsyncLifetime
{
    private WeChatFixture _fixture = null!;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(
            new() { TimeFactor = 1_000, RefundAfter = TimeSpan.FromMilliseconds(10) }
        );

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("wrong-signature", CallbackVerdict.Forged, "the signature is wrong")]
    [InlineData("unknown-serial", CallbackVerdict.Forged, "the serial is unknown")]
    [InlineData("clock-early", CallbackVerdict.Forged, "the clock is off by 300 s or more")]
    [InlineData("clock-late", CallbackVerdict.Forged, "the clock is off by 300 s or more")]
    [InlineData("changed-body", CallbackVerdict.Forged, "the signature is wrong")]
    [InlineData("changed-nonce", CallbackVerdict.Forged, "the signature is wrong")]
    [InlineData("changed-timestamp", CallbackVerdict.Forged, "the signature is wrong")]
    [InlineData("reformatted-body", CallbackVerdict.Forged, "the signature is wrong")]
    [InlineData("missing-signature", CallbackVerdict.Forged, "a header is missing")]
    [InlineData("missing-serial", CallbackVerdict.Forged, "a header is missing")]
    [InlineData("two-signatures", CallbackVerdict.Forged, "the signature is no Base64")]
    [InlineData("garbage-signature", CallbackVerdict.Forged, "the signature is no Base64")]
    [InlineData("sign-test", CallbackVerdict.Forged, null)]
    [InlineData("wrong-tag", CallbackVerdict.Unreadable, "the resource does not open with the APIv3 key")]
    [InlineData("wrong-associated-data", CallbackVerdict.Unreadable, "the resource does not open with the APIv3 key")]
    [InlineData("not-json", CallbackVerdict.Unreadable, "the body is no JSON of a callback")]
    [InlineData("other-event", CallbackVerdict.Ignored, "the event is COUPON.USE")]
    public async Task A_damaged_callback_says_what_is_wrong_and_reports_no_payment(
        string kind,
        CallbackVerdict verdict,
        string? detail
    )
    {
        var ask = await _fixture.PreparedAsync();
        var answer = await _fixture.ControlAsync("forge", new { kind, ask.OutTradeNo });
        var read = _fixture.Callbacks.ShouldHaveSingleItem().Read;
        (read.Verdict, read.Payment, read.Refund).ShouldBe((verdict, null, null));
        if (detail is not null)
            read.Detail.ShouldBe(detail);
        var status = verdict switch
        {
            CallbackVerdict.Forged => "401",
            CallbackVerdict.Unreadable => "400",
            _ => "200",
        };
        answer.GetProperty("statuses").GetProperty(status).GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("publicKey", "PUB_KEY_ID_")]
    [InlineData("certificate", "5F")]
    public async Task Both_of_WeChats_ways_to_sign_are_accepted(string mode, string serial)
    {
        await _fixture.ControlAsync("callback-key", new { mode });
        // The process fetches certificates while it starts; WeChat repeats a callback that comes earlier.
        await Until.IsTrueAsync(() =>
            _fixture.Part<PlatformKeys>().Find(_fixture.Keys.Certificate(0).Serial) is not null
        );
        await _fixture.PaidAsync();
        await _fixture.DrainAsync();
        var (read, raw) = _fixture.Callbacks.ShouldHaveSingleItem();
        read.Verdict.ShouldBe(CallbackVerdict.Payment);
        raw.Serial.ShouldStartWith(serial);
    }

    [Fact]
    public async Task A_callback_that_is_not_accepted_is_repeated_and_signed_anew()
    {
        _fixture.Answer = 500;
        await _fixture.PaidAsync();
        await Until.IsTrueAsync(() => _fixture.Callbacks.Count >= 3);
        _fixture.Answer = 200;
        await _fixture.DrainAsync();
        _fixture.Callbacks.ShouldAllBe(c => c.Read.Verdict == CallbackVerdict.Payment);
        _fixture.Callbacks.Select(c => c.Raw.Nonce).ShouldBeUnique();
        _fixture.Callbacks.Select(c => c.Read.Payment).Distinct().ShouldHaveSingleItem();
        var told = await _fixture.JournalAsync("notify");
        told.Select(t => t.GetProperty("attempt").GetInt32()).ShouldBe(Enumerable.Range(1, told.Count));
        told.Select(t => t.GetProperty("status").GetInt32()).ShouldBe([.. Enumerable.Repeat(500, told.Count - 1), 200]);
    }

    [Fact]
    public async Task A_callback_can_be_dropped_once_doubled_and_lost()
    {
        await _fixture.FaultAsync("pay-notify", "drop", new { times = 1 });
        await _fixture.PaidAsync();
        await _fixture.DrainAsync();
        _fixture.Callbacks.ShouldHaveSingleItem();
        await _fixture.FaultAsync("pay-notify", "duplicate", new { times = 1 });
        await _fixture.PaidAsync();
        await _fixture.DrainAsync();
        _fixture.Callbacks.Count.ShouldBe(21);
        await _fixture.FaultAsync("pay-notify", "lose", new { times = 1 });
        await _fixture.PaidAsync();
        await _fixture.DrainAsync();
        _fixture.Callbacks.Count.ShouldBe(21);
        (await _fixture.JournalAsync("notify")).Count(n => n.GetProperty("status").GetInt32() < 0).ShouldBe(2);
    }

    [Fact]
    public async Task A_refunds_callback_can_overtake_the_payments()
    {
        await _fixture.FaultAsync("pay-notify", "delay", new { holdMs = 500 });
        var paid = await _fixture.PaidAsync();
        await _fixture.Pay.RefundAsync(
            new("R-early", paid.TransactionId, 1, paid.AmountFen, ""),
            TestContext.Current.CancellationToken
        );
        await _fixture.DrainAsync();
        _fixture.Callbacks.Select(c => c.Read.Verdict).ShouldBe([CallbackVerdict.Refund, CallbackVerdict.Payment]);
    }

    [Fact]
    public async Task The_genuine_callback_can_be_resent()
    {
        var paid = await _fixture.PaidAsync();
        await _fixture.DrainAsync();
        var answer = await _fixture.ControlAsync("resend", new { paid.OutTradeNo, copies = 20 });
        answer.GetProperty("statuses").GetProperty("204").GetInt32().ShouldBe(20);
        answer.GetProperty("maxMs").GetDouble().ShouldBeGreaterThan(0);
        _fixture.Callbacks.Count(c => c.Read.Payment == paid).ShouldBe(21);
    }

    [Fact]
    public async Task A_thousand_forgeries_by_unknown_serials_fetch_no_certificates()
    {
        var ask = await _fixture.PreparedAsync();
        // A harmless fault counts every fetch; without a fault the simulator counts none.
        await _fixture.FaultAsync("certificates", "slow", new { holdMs = 0 });
        var answer = await _fixture.ControlAsync(
            "forge",
            new
            {
                kind = "unknown-serial",
                ask.OutTradeNo,
                count = 1_000,
                parallel = 8,
            }
        );
        answer.GetProperty("statuses").GetProperty("401").GetInt32().ShouldBe(1_000);
        JsonElement.Parse(await _fixture.GetAsync("/control/faults"))[0].GetProperty("hits").GetInt32().ShouldBe(0);
    }
}
