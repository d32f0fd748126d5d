using System.Security.Cryptography;
using System.Text.Json;

namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>
/// Holds the identities and keys of the simulator and its merchant. A key is made when it is first needed, so a product that never pays
/// waits for none; a folder, if there is one, keeps the keys.
/// </summary>
public sealed class SimulatorKeys
{
    private readonly Lazy<SigningKey> _merchant;
    private readonly Lazy<SigningKey> _publicKey;
    private readonly Lazy<SigningKey>[] _certificates;

    public SimulatorKeys(SimulatorOptions options)
    {
        var identity = Identity.Of(options);
        (MerchantId, AppId, AppSecret, ApiV3Key) = (
            identity.MerchantId,
            identity.AppId,
            options.AppSecret,
            identity.ApiV3Key
        );
        Lazy<SigningKey> Kept(string name, string serial) => new(() => Keep(options, name, serial));
        _merchant = options.MerchantPublicKeyFile is { } file
            ? new(() =>
                new(
                    options.MerchantSerial
                        ?? throw new ArgumentException("merchantPublicKeyFile needs merchantSerial."),
                    File.ReadAllText(file)
                )
            )
            : Kept("merchant", identity.MerchantSerial);
        _publicKey = Kept("public", identity.PublicKeyId);
        _certificates =
        [
            Kept("certificate-1", identity.CertificateSerials[0]),
            Kept("certificate-2", identity.CertificateSerials[1]),
        ];
    }

    public string MerchantId { get; }
    public string AppId { get; }
    public string AppSecret { get; }
    public string ApiV3Key { get; }

    /// <summary>The merchant's key: both halves when the simulator made it, else the public one.</summary>
    public SigningKey Merchant => _merchant.Value;

    /// <summary>The key that WeChat calls its public key (<c>PUB_KEY_ID_...</c>), with the private half that signs.</summary>
    public SigningKey PublicKey => _publicKey.Value;

    /// <summary>Returns the key of a platform certificate; number 1 is the successor after a switch.</summary>
    public SigningKey Certificate(int index) => _certificates[index].Value;

    private static SigningKey Keep(SimulatorOptions options, string name, string serial)
    {
        if (options.Folder is null)
            return SigningKey.Make(serial, options.KeyBits);
        var file = Path.Combine(options.Folder, $"{name}.pem");
        if (File.Exists(file))
            return new(serial, File.ReadAllText(file));
        var key = SigningKey.Make(serial, options.KeyBits);
        WriteSecret(file, key.Pem);
        return key;
    }

    private static void WriteSecret(string file, string text)
    {
        File.WriteAllText(file, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, text);
    }

    private sealed record Identity(
        string MerchantId,
        string AppId,
        string ApiV3Key,
        string MerchantSerial,
        string PublicKeyId,
        string[] CertificateSerials
    )
    {
        private const string DefaultMerchantId = "1900000109";
        private const string DefaultAppId = "wx5111111111111111";

        public static Identity Of(SimulatorOptions options)
        {
            var made = new Identity(
                options.MerchantId ?? DefaultMerchantId,
                options.AppId ?? DefaultAppId,
                options.ApiV3Key ?? RandomNumberGenerator.GetHexString(32),
                Serial(),
                $"PUB_KEY_ID_{RandomNumberGenerator.GetString("0123456789", 24)}",
                [Serial(), Serial()]
            );
            if (options.Folder is null)
                return made;
            Directory.CreateDirectory(options.Folder);
            var file = Path.Combine(options.Folder, "keys.json");
            if (File.Exists(file))
                return JsonSerializer.Deserialize<Identity>(File.ReadAllText(file))!;
            WriteSecret(file, JsonSerializer.Serialize(made));
            return made;
        }

        // A certificate's serial is a positive number of 20 bytes.
        private static string Serial() => $"5F{RandomNumberGenerator.GetHexString(38)}";
    }
}
