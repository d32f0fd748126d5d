using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FuelGrains.Silo.Hosting;
using FuelGrains.Silo.Orders.Gateway;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>A merchant's settings that cannot be right stop the start with one sentence that names them.</summary>
public sealed class WeChatPaySettingsTests : IDisposable
{
    private static readonly string PrivateKey = MakeKey(rsa => rsa.ExportPkcs8PrivateKeyPem());
    private static readonly string PublicKey = MakeKey(rsa => rsa.ExportSubjectPublicKeyInfoPem());
    private static readonly string Certificate = MakeKey(rsa =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var request = new CertificateRequest("CN=merchant", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(now, now.AddDays(1));
        return certificate.ExportCertificatePem();
    });
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuelgrains-keys-");

    public static TheoryData<string, Action<WeChatPayOptions>> Wrong =>
        new()
        {
            { "missing: WeChatPay:MerchantId.", o => o.MerchantId = "" },
            {
                "missing: WeChatPay:MerchantSerial, WeChatPay:PrivateKey, WeChatPay:ApiV3Key, WeChatPay:NotifyBaseUrl.",
                o => (o.MerchantSerial, o.PrivateKey, o.ApiV3Key, o.NotifyBaseUrl) = ("", "", "", null)
            },
            { "WeChatPay:ApiV3Key has 31 bytes", o => o.ApiV3Key = new string('k', 31) },
            { "WeChatPay:PrivateKey is no RSA key", o => o.PrivateKey = "secret words" },
            {
                "WeChatPay:PrivateKey is no RSA key",
                o => o.PrivateKey = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            },
            { "WeChatPay:PrivateKey is a public key", o => o.PrivateKey = PublicKey },
            { "WeChatPay:PrivateKey and WeChatPay:PrivateKeyFile are both set", o => o.PrivateKeyFile = "/nowhere" },
            {
                "WeChatPay:PrivateKeyFile is /nowhere, which cannot be read",
                o => (o.PrivateKey, o.PrivateKeyFile) = ("", "/nowhere")
            },
            {
                "WeChatPay:PublicKeyId and WeChatPay:PublicKey go together, but WeChatPay:PublicKeyId is missing",
                o => o.PublicKeyId = ""
            },
            {
                "WeChatPay:PublicKeyId and WeChatPay:PublicKey go together, but WeChatPay:PublicKey is missing",
                o => o.PublicKey = ""
            },
            { "WeChatPay:PrivateKey is a certificate", o => o.PrivateKey = Certificate },
            {
                "WeChatPay:PrivateKey is locked by a password",
                o =>
                    o.PrivateKey = MakeKey(rsa =>
                        rsa.ExportEncryptedPkcs8PrivateKeyPem(
                            "secret words",
                            new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1_000)
                        )
                    )
            },
            { "WeChatPay:PrivateKey is no RSA key", o => o.PrivateKey = EllipticKey() },
            {
                "WeChatPay:PrivateKey has 1024 bits",
                o => o.PrivateKey = MakeKey(rsa => rsa.ExportPkcs8PrivateKeyPem(), 1_024)
            },
            { "WeChatPay:PublicKey is a private key", o => o.PublicKey = PrivateKey },
            {
                "WeChatPay:PublicKey is a private key",
                o => o.PublicKey = MakeKey(rsa => rsa.ExportRSAPrivateKeyPem()).ReplaceLineEndings(" ")
            },
            { "WeChatPay:PublicKey is a certificate", o => o.PublicKey = Certificate },
            { "WeChatPay:PublicKey is no RSA key", o => o.PublicKey = "MIIBIjANBg" },
            {
                "WeChatPay:PublicKey has 4096 bits",
                o => o.PublicKey = MakeKey(rsa => rsa.ExportSubjectPublicKeyInfoPem(), 4_096)
            },
            {
                "WeChatPay:PublicKey belongs to WeChatPay:PrivateKey",
                o =>
                {
                    using var rsa = RSA.Create();
                    rsa.ImportFromPem(PrivateKey);
                    o.PublicKey = rsa.ExportSubjectPublicKeyInfoPem();
                }
            },
            { "WeChatPay:MerchantSerial is 'PUB_KEY_ID_0001'", o => o.MerchantSerial = "PUB_KEY_ID_0001" },
            { "WeChatPay:PublicKeyId is '5F00'", o => o.PublicKeyId = "5F00" },
            {
                "WeChatPay:PlatformCertificates is off",
                o => (o.PublicKeyId, o.PublicKey, o.PlatformCertificates) = ("", "", false)
            },
            { "WeChatPay:MerchantSerial is '12\"34'", o => o.MerchantSerial = "12\"34" },
            {
                "WeChatPay:NotifyBaseUrl is 'http://pay.example.com/'",
                o => o.NotifyBaseUrl = new("http://pay.example.com/")
            },
            {
                "WeChatPay:NotifyBaseUrl is 'https://pay.example.com/?a=b'",
                o => o.NotifyBaseUrl = new("https://pay.example.com/?a=b")
            },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_setting_is_named(string sentence, Action<WeChatPayOptions> spoil)
    {
        var options = Right();
        spoil(options);
        var refused = Should.Throw<SettingsException>(() => Read(options));
        refused.Message.ShouldContain(sentence);
        refused.Message.ShouldNotContain("secret words");
        refused.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void Keys_may_come_inline_on_one_line_or_from_files()
    {
        Read(Right()).PlatformCertificates.ShouldBeFalse("there is a public key");
        var options = Right();
        options.PrivateKey = PrivateKey.ReplaceLineEndings(" ");
        (options.ApiV3Key, options.ApiV3KeyFile) = ("", Secret("v3", new string('k', 32) + "\n"));
        (options.PublicKey, options.PublicKeyFile) = ("", Secret("public", PublicKey));
        options.PlatformCertificates = true;
        var identity = Read(options);
        identity.PlatformCertificates.ShouldBeTrue();
        identity.ApiV3Key.Length.ShouldBe(32);
        identity.PrivateKey.CanSign().ShouldBeTrue();
    }

    [Fact]
    public void Without_a_public_key_certificates_are_fetched()
    {
        var options = Right();
        (options.PublicKeyId, options.PublicKey) = ("", "");
        Read(options).PlatformCertificates.ShouldBeTrue();
    }

    [Fact]
    public void In_production_a_secret_readable_by_everybody_stops_the_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files have other rights there.");
        var options = Right();
        (options.PrivateKey, options.PrivateKeyFile) = ("", Secret("private", PrivateKey));
        Read(options);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(options.PrivateKeyFile, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Should
            .Throw<SettingsException>(() => Read(options))
            .Message.ShouldContain("which everybody on this machine may read");
        Read(options, Environments.Development);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static WeChatPayIdentity Read(WeChatPayOptions options, string environment = "Production") =>
        WeChatPaySettings.Read(options, "wx", new HostingEnvironment { EnvironmentName = environment });

    private static WeChatPayOptions Right() =>
        new()
        {
            MerchantId = "1900000109",
            MerchantSerial = "5F00AA",
            PrivateKey = PrivateKey,
            ApiV3Key = new string('k', 32),
            PublicKeyId = "PUB_KEY_ID_0001",
            PublicKey = PublicKey,
            NotifyBaseUrl = new("https://pay.example.com/"),
        };

    private static string MakeKey(Func<RSA, string> export, int bits = 2_048)
    {
        using var rsa = RSA.Create(bits);
        return export(rsa);
    }

    private static string EllipticKey()
    {
        using var key = ECDsa.Create();
        return key.ExportPkcs8PrivateKeyPem();
    }

    private string Secret(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
