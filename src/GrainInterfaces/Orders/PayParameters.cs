namespace FuelGrains.GrainInterfaces.Orders;

/// <summary>The arguments of wx.requestPayment, under its own names (signType is RSA).</summary>
/// <param name="Package"><c>prepay_id=...</c></param>
[GenerateSerializer, Immutable, Alias("fuel.pay-parameters")]
public sealed record PayParameters(
    string AppId,
    string TimeStamp,
    string NonceStr,
    string Package,
    string SignType,
    string PaySign
);
