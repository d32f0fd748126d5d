using System.Text;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>Validates the section <c>WeChatPay</c>: a missing or wrong value stops the start with one sentence.</summary>
internal static class WeChatPaySettings
{
    private const int ApiV3KeyBytes = 32;
    private const string PublicKeyPrefix = "PUB_KEY_ID_";

    public static WeChatPayIdentity Read(WeChatPayOptions options, string appId, IHostEnvironment environment)
    {
        RequireAll(options);
        var privateKey = WeChatPayKeys.Private(
            Text("PrivateKey", options.PrivateKey, options.PrivateKeyFile, environment),
            environment
        );
        var apiV3Key = Encoding.UTF8.GetBytes(
            Text("ApiV3Key", options.ApiV3Key, options.ApiV3KeyFile, environment).Trim()
        );
        if (apiV3Key.Length != ApiV3KeyBytes)
            throw new SettingsException(
                $"WeChatPay:ApiV3Key has {apiV3Key.Length} bytes, but WeChat's has {ApiV3KeyBytes}."
            );
        var publicKey = PublicKey(options, environment);
        if (publicKey is null && options.PlatformCertificates == false)
            throw new SettingsException(
                "WeChatPay:PlatformCertificates is off and WeChatPay:PublicKeyId is missing, so no answer of WeChat's could be verified."
            );
        if (publicKey?.PublicPem == privateKey.PublicPem)
            throw new SettingsException(
                "WeChatPay:PublicKey belongs to WeChatPay:PrivateKey, but WeChat's own public key (pub_key.pem) belongs there."
            );
        if (options.MerchantSerial.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
            throw new SettingsException(
                $"WeChatPay:MerchantSerial is '{options.MerchantSerial}', the id of WeChat's public key, but the serial number of the "
                    + "merchant's API certificate belongs there."
            );
        RequireAddress("NotifyBaseUrl", options.NotifyBaseUrl!, environment);
        return new(
            appId,
            Plain("MerchantId", options.MerchantId),
            Plain("MerchantSerial", options.MerchantSerial),
            privateKey,
            apiV3Key,
            publicKey is null ? null : Plain("PublicKeyId", options.PublicKeyId),
            publicKey,
            options.PlatformCertificates ?? publicKey is null,
            options.NotifyBaseUrl
        );
    }

    public static Uri BaseUrl(Uri url, IHostEnvironment environment)
    {
        RequireAddress("BaseUrl", url, environment);
        return url.AbsolutePath == "/"
            ? url
            : throw new SettingsException($"WeChatPay:BaseUrl is '{url}', but it must end with the host.");
    }

    private static void RequireAll(WeChatPayOptions options)
    {
        (string Name, bool Given)[] needed =
        [
            ("MerchantId", options.MerchantId.Length > 0),
            ("MerchantSerial", options.MerchantSerial.Length > 0),
            ("PrivateKey", options.PrivateKey.Length + options.PrivateKeyFile.Length > 0),
            ("ApiV3Key", options.ApiV3Key.Length + options.ApiV3KeyFile.Length > 0),
            ("NotifyBaseUrl", options.NotifyBaseUrl is not null),
        ];
        var missing = needed.Where(n => !n.Given).Select(n => $"WeChatPay:{n.Name}").ToList();
        if (missing.Count > 0)
            throw new SettingsException(
                $"No simulator runs in this process, so WeChat Pay needs the merchant's settings; missing: {string.Join(", ", missing)}."
            );
    }

    private static RsaKey? PublicKey(WeChatPayOptions options, IHostEnvironment environment)
    {
        var given = options.PublicKey.Length + options.PublicKeyFile.Length > 0;
        if (given != options.PublicKeyId.Length > 0)
            throw new SettingsException(
                "WeChatPay:PublicKeyId and WeChatPay:PublicKey go together, but "
                    + $"{(given ? "WeChatPay:PublicKeyId" : "WeChatPay:PublicKey")} is missing."
            );
        if (!given)
            return null;
        if (!options.PublicKeyId.StartsWith(PublicKeyPrefix, StringComparison.Ordinal))
            throw new SettingsException(
                $"WeChatPay:PublicKeyId is '{options.PublicKeyId}', but WeChat's begins with {PublicKeyPrefix}."
            );
        // A public key is no secret, so its file's permissions do not matter.
        return WeChatPayKeys.Public(
            options.PublicKey.Length > 0 ? options.PublicKey : ReadFile("PublicKey", options.PublicKeyFile),
            environment
        );
    }

    private static string Text(string name, string inline, string file, IHostEnvironment environment)
    {
        if (inline.Length > 0 && file.Length > 0)
            throw new SettingsException($"WeChatPay:{name} and WeChatPay:{name}File are both set; keep one.");
        if (inline.Length > 0)
            return inline;
        var text = ReadFile(name, file);
        if (
            environment.IsProduction()
            && !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(file) & UnixFileMode.OtherRead) != 0
        )
            throw new SettingsException(
                $"WeChatPay:{name}File is {file}, which everybody on this machine may read; take that right away (chmod o-r)."
            );
        return text;
    }

    private static string ReadFile(string name, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SettingsException(
                $"WeChatPay:{name}File is {file}, which cannot be read ({error.GetType().Name})."
            );
        }
    }

    // Both values go into a header between quotes.
    private static string Plain(string name, string value) =>
        value.Length <= 64 && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? value
            : throw new SettingsException(
                $"WeChatPay:{name} is '{value}', but it consists of at most 64 letters, digits and underscores."
            );

    private static void RequireAddress(string name, Uri url, IHostEnvironment environment)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Query.Length > 0)
            throw new SettingsException(
                $"WeChatPay:{name} is '{url}', but it must be an absolute http or https address without a query."
            );
        if (environment.IsProduction() && url is { Scheme: "http", IsLoopback: false })
            throw new SettingsException($"WeChatPay:{name} is '{url}', but in Production it must be https.");
    }
}
