namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>The validated values of <see cref="WeChatPayOptions"/>, with their keys loaded.</summary>
/// <param name="PublicKeyId">The id of <paramref name="PublicKey"/>; both are set, or neither is.</param>
/// <param name="NotifyBaseUrl">Null only with a simulator in this process: then the process's own address.</param>
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
