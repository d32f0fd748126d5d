namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>Our identity at WeChat Pay: money for another merchant or app must not be kept.</summary>
public sealed record Merchant(string AppId, string MerchantId);
