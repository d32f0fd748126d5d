using System.Text;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Orders.Gateway;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Orders.Gateway.Vectors;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Our client signs, verifies and decrypts the vectors of WeChat Pay's own library.</summary>
public sealed class OfficialVectorTests
{
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1_624_523_846);

    [Fact]
    public void The_official_ciphertext_decrypts() =>
        Encoding.UTF8.GetString(Sealed().Open(Encoding.UTF8.GetBytes(Text("seal", "key")))!).ShouldBe("Hello World");

    [Theory]
    [InlineData("invalid cipher")]
    [InlineData("SGVsbG8gV29ybGQK")]
    [InlineData("")]
    public void A_text_that_is_no_ciphertext_does_not_decrypt(string ciphertext) =>
        (Sealed() with { Ciphertext = ciphertext }).Open(Encoding.UTF8.GetBytes(Text("seal", "key"))).ShouldBeNull();

    [Fact]
    public void Another_key_nonce_or_associated_data_decrypts_nothing()
    {
        var key = Encoding.UTF8.GetBytes(Text("seal", "key"));
        Sealed().Open("testAPIv3Key1111"u8).ShouldBeNull();
        (Sealed() with { AssociatedData = "else" }).Open(key).ShouldBeNull();
        (Sealed() with { Nonce = "wCq51qZv4Yfh" }).Open(key).ShouldBeNull();
        (Sealed() with { Nonce = "short" }).Open(key).ShouldBeNull();
        (Sealed() with { Algorithm = "AEAD_AES_128_GCM" }).Open(key).ShouldBeNull();
    }

    [Fact]
    public void The_official_signature_is_reproduced_and_verified()
    {
        var key = new RsaKey(
            $"-----BEGIN PRIVATE KEY-----\n{Text("signature", "testing_key")}\n-----END PRIVATE KEY-----"
        );
        var signature = key.Sign("source"u8);
        Convert.ToBase64String(signature).ShouldBe(Text("signature", "signature"));
        key.Verify("source"u8, signature).ShouldBeTrue();
        key.Verify("sourcf"u8, signature).ShouldBeFalse();
    }

    [Fact]
    public void The_official_callback_is_verified_decrypted_and_ignored() =>
        Read(Request(), Then)
            .ShouldBe(new Callback(CallbackVerdict.Ignored, Detail: "the event is PAYSCORE.USER_OPEN_SERVICE"));

    [Theory]
    [InlineData(299, CallbackVerdict.Ignored)]
    [InlineData(-299, CallbackVerdict.Ignored)]
    [InlineData(300, CallbackVerdict.Forged)]
    [InlineData(-300, CallbackVerdict.Forged)]
    public void The_official_callback_is_accepted_for_less_than_five_minutes(int seconds, CallbackVerdict verdict) =>
        Read(Request(), Then.AddSeconds(seconds)).Verdict.ShouldBe(verdict);

    [Fact]
    public void The_official_callback_spaced_otherwise_is_a_forgery() =>
        Read(
            Request() with
            {
                Body = Encoding.UTF8.GetBytes(Text("callback", "body").Replace(",", ", ", StringComparison.Ordinal)),
            },
            Then
        )
            .Verdict.ShouldBe(CallbackVerdict.Forged);

    private static SealedResource Sealed() =>
        new("AEAD_AES_256_GCM", Text("seal", "nonce"), Text("seal", "associated_data"), Text("seal", "ciphertext"));

    private static CallbackRequest Request() =>
        new(
            Text("callback", "timestamp"),
            Text("callback", "nonce"),
            Text("callback", "signature"),
            Text("callback", "serial"),
            Encoding.UTF8.GetBytes(Text("callback", "body"))
        );

    private static Callback Read(CallbackRequest request, DateTimeOffset now)
    {
        var keys = new PlatformKeys(null, null);
        keys.Replace([new(Text("callback", "serial"), RsaKey.OfCertificate(Text("callback", "certificate")))]);
        // The official key has 16 bytes. The settings check that ours has 32.
        var identity = new WeChatPayIdentity(
            "app",
            "mch",
            "serial",
            null!,
            Encoding.UTF8.GetBytes(Text("callback", "key")),
            null,
            null,
            true,
            null
        );
        return new CallbackReader(keys, identity).Read(request, now);
    }
}
