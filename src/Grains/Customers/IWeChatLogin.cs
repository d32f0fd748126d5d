namespace FuelGrains.Grains.Customers;

/// <summary>Exchanges a code of wx.login at WeChat. The session_key of WeChat's answer never leaves the client that reads it.</summary>
public interface IWeChatLogin
{
    Task<WeChatIdentity> ExchangeAsync(string code, CancellationToken ct);
}

public readonly record struct WeChatIdentity(CustomerLoginOutcome Outcome, string? OpenId);
