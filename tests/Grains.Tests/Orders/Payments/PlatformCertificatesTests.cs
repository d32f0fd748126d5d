using System.Text.Json;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Silo.Orders.Payments;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

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
    public async Task A_merchant_without_the_public_key_lives_by_certificates()
    {
        await using var bench = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await bench.ControlAsync("callback-key", new { mode = "certificate" });
        await bench.PaidAsync();
        await bench.DrainAsync();
        bench.Callbacks.ShouldHaveSingleItem().Raw.Serial.ShouldBe(bench.Keys.Certificate(0).Serial);
        bench.Callbacks.Single().Read.Verdict.ShouldBe(CallbackVerdict.Payment);
    }

    [Fact]
    public async Task A_merchant_with_the_public_key_alone_fetches_nothing_and_believes_no_certificate()
    {
        await using var bench = await WeChatFixture.StartAsync(null, ("WeChatPay:PlatformCertificates", null));
        await CountFetchesAsync(bench);
        var ask = await bench.PreparedAsync();
        await bench.ControlAsync("callback-key", new { mode = "certificate" });
        await bench.ControlAsync("forge", new { kind = "changed-body", ask.OutTradeNo });
        bench.Callbacks.ShouldHaveSingleItem().Read.Detail.ShouldBe("the serial is unknown");
        (await FetchesAsync(bench)).ShouldBe(0);
    }

    [Fact]
    public async Task During_a_switch_both_certificates_are_believed_once_the_new_one_was_fetched()
    {
        await using var bench = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await bench.ControlAsync("certificates/switch", new { share = 1.0 });
        var restarted = await FetchAnewAsync(bench);
        restarted.Find(bench.Keys.Certificate(0).Serial).ShouldNotBeNull();
        restarted.Find(bench.Keys.Certificate(1).Serial).ShouldNotBeNull();
        restarted
            .Find(bench.Keys.Certificate(1).Serial.ToLowerInvariant())
            .ShouldNotBeNull("serials are numbers, whatever their letters' case");
    }

    [Fact]
    public async Task A_callback_signed_by_the_next_certificate_is_believed_when_it_comes_again()
    {
        await using var bench = await WeChatFixture.StartAsync(new() { TimeFactor = 150 }, CertificatesAlone);
        var ask = await bench.PreparedAsync();
        bench.Time.Pass(PlatformCertificates.Rest);
        await bench.ControlAsync("callback-key", new { mode = "certificate" });
        await bench.ControlAsync("certificates/switch", new { share = 1.0 });
        await bench.ControlAsync("pay", new { ask.OutTradeNo });
        await bench.DrainAsync();
        bench.Callbacks.First().Read.ShouldBe(new Callback(CallbackVerdict.Forged, Detail: "the serial is unknown"));
        bench.Callbacks.Last().Read.Verdict.ShouldBe(CallbackVerdict.Payment);
        bench.Callbacks.Last().Raw.Serial.ShouldBe(bench.Keys.Certificate(1).Serial);
    }

    [Fact]
    public async Task A_thousand_unknown_serials_make_one_fetch_a_minute()
    {
        await using var bench = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await bench.PreparedAsync();
        await CountFetchesAsync(bench);
        var keys = bench.Part<PlatformKeys>();
        var (asked, minutes) = (0, 0);
        AskForAThousand();
        (await FetchesAsync(bench)).ShouldBe(0, "the one at the start was a moment ago");
        await Until.IsTrueAsync(async () =>
        {
            bench.Time.Pass(PlatformCertificates.Rest);
            minutes++;
            AskForAThousand();
            var fetches = await FetchesAsync(bench);
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
    public async Task A_serial_that_was_looked_for_in_vain_is_looked_for_again_if_the_fetch_failed()
    {
        await using var bench = await WeChatFixture.StartAsync(null, CertificatesAlone);
        await bench.PreparedAsync();
        var next = bench.Keys.Certificate(1).Serial;
        await bench.ControlAsync("certificates/switch", new { share = 0.0 });
        await bench.FaultAsync("certificates", "system-error");
        await AskUntilAsync(async () => await FetchesAsync(bench) >= 3);
        await bench.HealAsync();
        await AskUntilAsync(() => Task.FromResult(bench.Part<PlatformKeys>().Find(next) is not null));

        Task AskUntilAsync(Func<Task<bool>> happened) =>
            Until.IsTrueAsync(() =>
            {
                bench.Time.Pass(PlatformCertificates.Rest);
                bench.Part<PlatformKeys>().Find(next);
                return happened();
            });
    }

    [Theory]
    [InlineData("system-error")]
    [InlineData("unsigned")]
    [InlineData("wrong-signature")]
    [InlineData("html")]
    public async Task Without_certificates_everything_is_unknown_until_they_can_be_had(string kind)
    {
        await using var bench = await WeChatFixture.StartAsync(
            null,
            [.. CertificatesAlone, ("WeChatPay:BaseUrl", "http://127.0.0.1:1/")]
        );
        (await bench.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Unknown);

        await using var other = await WeChatFixture.StartAsync();
        await other.FaultAsync("certificates", kind);
        (await FetchAnewAsync(other, CertificatesAlone)).IsEmpty.ShouldBeTrue();
        await other.HealAsync();
        (await FetchAnewAsync(other, CertificatesAlone)).IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public async Task Certificates_sealed_with_another_key_are_nobodys()
    {
        await using var bench = await WeChatFixture.StartAsync();
        (
            await FetchAnewAsync(bench, [.. CertificatesAlone, ("WeChatPay:ApiV3Key", new string('0', 32))])
        ).IsEmpty.ShouldBeTrue();
    }

    // What a process that starts now would know.
    private static async Task<PlatformKeys> FetchAnewAsync(WeChatFixture bench, params (string, string?)[] settings)
    {
        using var host = bench.BuildHost(settings.Length > 0 ? settings : CertificatesAlone);
        var certificates = (PlatformCertificates)host.Services.GetService(typeof(PlatformCertificates))!;
        await certificates.FirstAsync(Ct);
        return (PlatformKeys)host.Services.GetService(typeof(PlatformKeys))!;
    }

    // Slow by nothing is right, and counts.
    private static Task CountFetchesAsync(WeChatFixture bench) =>
        bench.FaultAsync("certificates", "slow", new { holdMs = 0 });

    private static async Task<int> FetchesAsync(WeChatFixture bench) =>
        JsonElement.Parse(await bench.GetAsync("/control/faults"))[0].GetProperty("hits").GetInt32();
}
