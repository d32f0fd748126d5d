namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// The merchant's identity at WeChat Pay. Section <c>WeChatPay</c>. Keys come from settings or files, never from the program.
/// </summary>
public sealed class WeChatPayOptions
{
    public string MerchantId { get; set; } = "";

    /// <summary>Serial number of the merchant's API certificate.</summary>
    public string MerchantSerial { get; set; } = "";

    /// <summary>The merchant's private key, PEM (PKCS#8 or PKCS#1; one line will do). Or <see cref="PrivateKeyFile"/>.</summary>
    public string PrivateKey { get; set; } = "";
    public string PrivateKeyFile { get; set; } = "";

    /// <summary>The APIv3 key, 32 bytes. Or <see cref="ApiV3KeyFile"/>.</summary>
    public string ApiV3Key { get; set; } = "";
    public string ApiV3KeyFile { get; set; } = "";

    /// <summary>WeChat Pay's public key: its id (<c>PUB_KEY_ID_...</c>) and the key, PEM. The only way for new merchants.</summary>
    public string PublicKeyId { get; set; } = "";
    public string PublicKey { get; set; } = "";
    public string PublicKeyFile { get; set; } = "";

    /// <summary>
    /// Whether to fetch platform certificates. Default: when no public key is set. Set both while WeChat moves a merchant to a
    /// public key.
    /// </summary>
    public bool? PlatformCertificates { get; set; }

    /// <summary>
    /// The address at which WeChat reaches the front. <c>/api/wechat/pay-notify</c> or <c>/api/wechat/refund-notify</c> is
    /// appended.
    /// </summary>
    public Uri? NotifyBaseUrl { get; set; }

    /// <summary>WeChat Pay's address. Default: api.mch.weixin.qq.com, or the simulator's <c>WeChat:BaseUrl</c>.</summary>
    public Uri? BaseUrl { get; set; }
}
