namespace FuelGrains.WeChatSimulator.Hosting;

/// <summary>The product's settings for this simulator, as environment variables.</summary>
internal static class SettingsForProduct
{
    /// <param name="address">The simulator's address.</param>
    public static Dictionary<string, string> Of(SimulatorKeys keys, string address)
    {
        var settings = new Dictionary<string, string>
        {
            ["WeChat__BaseUrl"] = address,
            ["WeChat__AppId"] = keys.AppId,
            ["WeChat__AppSecret"] = keys.AppSecret.Length > 0 ? keys.AppSecret : "any-secret-will-do",
            ["WeChatPay__BaseUrl"] = address,
            ["WeChatPay__MerchantId"] = keys.MerchantId,
            ["WeChatPay__MerchantSerial"] = keys.Merchant.Serial,
            ["WeChatPay__PrivateKey"] = keys.Merchant.Pem,
            ["WeChatPay__ApiV3Key"] = keys.ApiV3Key,
            ["WeChatPay__PublicKeyId"] = keys.PublicKey.Serial,
            ["WeChatPay__PublicKey"] = keys.PublicKey.PublicPem,
            ["WeChatPay__PlatformCertificates"] = "true",
        };
        // Only the merchant has the private half of a key that the merchant made itself.
        if (!keys.Merchant.Pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
            settings.Remove("WeChatPay__PrivateKey");
        return settings;
    }
}
