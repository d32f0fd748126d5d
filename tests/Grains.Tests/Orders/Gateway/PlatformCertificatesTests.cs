using System.Text.Json;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Platform certificates: fetched, verified by themselves, two at a time during a switch, and seldom.</summary>
public sealed class PlatformCertificatesTests
{
    private static readonly (string, string?)[] CertificatesAlone =
    [
        ("WeChatPay:PublicKeyId", null),
        ("WeChatPay:PublicKey", null),
        ("WeChatPay:PlatformCertificates", null),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_merchant_without_the_public_key_uses_certificates()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await fixture.ControlAsync("callback-key", new { mode = "certificate" });
        await fixture.PaidAsync();
        await fixture.DrainAsync();
        fixture.Callbacks.ShouldHaveSingleItem().Raw.Serial.ShouldBe(fixture.Keys.Certificate(0).Serial);
        fixture.Callbacks.Single().Read.Verdict.ShouldBe(CallbackVerdict.Payment);
    }

    [Fact]
    public async Task A_merchant_with_the_public_key_alone_fetches_nothing_and_accepts_no_certificate()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, ("WeChatPay:PlatformCertificates", null));
        await CountFetchesAsync(fixture);
        var ask = await fixture.PreparedAsync();
        await fixture.ControlAsync("callback-key", new { mode = "certificate" });
        await fixture.ControlAsync("forge", new { kind = "changed-body", ask.OutTradeNo });
        fixture.Callbacks.ShouldHaveSingleItem().Read.Detail.ShouldBe("the serial is unknown");
        (await FetchesAsync(fixture)).ShouldBe(0);
    }

    [Fact]
    public async Task During_a_switch_both_certificates_are_accepted_once_the_new_one_is_fetched()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await fixture.ControlAsync("certificates/switch", new { share = 1.0 });
        var restarted = await FetchAnewAsync(fixture);
        restarted.Find(fixture.Keys.Certificate(0).Serial).ShouldNotBeNull();
        restarted.Find(fixture.Keys.Certificate(1).Serial).ShouldNotBeNull();
        restarted
            .Find(fixture.Keys.Certificate(1).Serial.ToLowerInvariant())
            .ShouldNotBeNull("serials are numbers, whatever their letters' case");
    }

    [Fact]
    public async Task A_callback_signed_by_the_next_certificate_is_accepted_when_it_is_repeated()
    {
        await using var fixture = await WeChatFixture.StartAsync(new() { TimeFactor = 150 }, CertificatesAlone);
        var ask = await fixture.PreparedAsync();
        fixture.Time.Pass(PlatformCertificates.Rest);
        await fixture.ControlAsync("callback-key", new { mode = "certificate" });
        await fixture.ControlAsync("certificates/switch", new { share = 1.0 });
        await fixture.ControlAsync("pay", new { ask.OutTradeNo });
        await fixture.DrainAsync();
        fixture.Callbacks.First().Read.ShouldBe(new Callback(CallbackVerdict.Forged, Detail: "the serial is unknown"));
        fixture.Callbacks.Last().Read.Verdict.ShouldBe(CallbackVerdict.Payment);
        fixture.Callbacks.Last().Raw.Serial.ShouldBe(fixture.Keys.Certificate(1).Serial);
    }

    [Fact]
    public async Task A_thousand_unknown_serials_make_one_fetch_a_minute()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await fixture.PreparedAsync();
        await CountFetchesAsync(fixture);
        var keys = fixture.Part<PlatformKeys>();
        var (asked, minutes) = (0, 0);
        AskForAThousand();
        (await FetchesAsync(fixture)).ShouldBe(0, "the one at the start was a moment ago");
        await Until.IsTrueAsync(async () =>
        {
            fixture.Time.Pass(PlatformCertificates.Rest);
            minutes++;
            AskForAThousand();
            var fetches = await FetchesAsync(fixture);
            fetches.ShouldBeLessThanOrEqualTo(minutes);
            return fetches >= 3;
        });

        void AskForAThousand()
        {
            for (var i = 0; i < 1_000; i++)
                keys.Find($"{asked++:X40}").ShouldBeNull();
        }
    }

    [Fact]
    public async Task An_unknown_serial_is_fetched_again_after_a_failed_fetch()
    {
        await using var fixture = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await fixture.PreparedAsync();
        var next = fixture.Keys.Certificate(1).Serial;
        await fixture.ControlAsync("certificates/switch", new { share = 0.0 });
        await fixture.FaultAsync("certificates", "system-error");
        await AskUntilAsync(async () => await FetchesAsync(fixture) >= 3);
        await fixture.HealAsync();
        await AskUntilAsync(() => Task.FromResult(fixture.Part<PlatformKeys>().Find(next) is not null));

        Task AskUntilAsync(Func<Task<bool>> happened) =>
            Until.IsTrueAsync(() =>
            {
                fixture.Time.Pass(PlatformCertificates.Rest);
                fixture.Part<PlatformKeys>().Find(next);
                return happened();
            });
    }

    [Theory]
    [InlineData("system-error")]
    [InlineData("unsigned")]
    [InlineData("wrong-signature")]
    [InlineData("html")]
    public async Task Without_certificates_every_answer_is_unknown_until_a_fetch_succeeds(string kind)
    {
        await using var fixture = await WeChatFixture.StartAsync(
            null,
            [.. CertificatesAlone, ("WeChatPay:BaseUrl", "http://127.0.0.1:1/")]
        );
        (await fixture.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Unknown);

        await using var other = await WeChatFixture.StartAsync();
        await other.FaultAsync("certificates", kind);
        (await FetchAnewAsync(other, CertificatesAlone)).IsEmpty.ShouldBeTrue();
        await other.HealAsync();
        (await FetchAnewAsync(other, CertificatesAlone)).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public async Task Certificates_encrypted_with_another_key_are_ignored()
    {
        await using var fixture = await WeChatFixture.StartAsync();
        (
            await FetchAnewAsync(fixture, [.. CertificatesAlone, ("WeChatPay:ApiV3Key", new string('0', 32))])
        ).IsEmpty.ShouldBeTrue();
    }

    // A process that starts now knows only these certificates.
    private static async Task<PlatformKeys> FetchAnewAsync(WeChatFixture fixture, params (string, string?)[] settings)
    {
        using var host = fixture.BuildHost(settings.Length > 0 ? settings : CertificatesAlone);
        var certificates = (PlatformCertificates)host.Services.GetService(typeof(PlatformCertificates))!;
        await certificates.FirstAsync(Ct);
        return (PlatformKeys)host.Services.GetService(typeof(PlatformKeys))!;
    }

    // A delay of zero changes nothing and counts the fetches.
    private static Task CountFetchesAsync(WeChatFixture fixture) =>
        fixture.FaultAsync("certificates", "slow", new { holdMs = 0 });

    private static async Task<int> FetchesAsync(WeChatFixture fixture) =>
        JsonElement.Parse(await fixture.GetAsync("/control/faults"))[0].GetProperty("hits").GetInt32();
}
