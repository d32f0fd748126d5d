namespace FuelGrains.Silo.Orders.Payments;

/// <summary>What <see cref="WeChatPayOptions"/> came to: read, judged, ready for use.</summary>
/// <param name="PublicKeyId">With <paramref name="PublicKey"/>, or neither.</param>
/// <param name="NotifyBaseUrl">Null only beside a simulator in this process: then the process's own address.</param>
internal sealed record WeChatPayIdentity(
    string AppId,
    string MerchantId,
    string MerchantSerial,
    RsaKey PrivateKey,
    byte[] ApiV3Key,
    string? PublicKeyId,
    RsaKey? PublicKey,
    bool PlatformCertificates,
    Uri? NotifyBaseUrl
);
