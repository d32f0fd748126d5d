namespace FuelGrains.Grains.Customers;

/// <summary>WeChat's answer to a code of wx.login, without the session_key: that never goes further than the client that reads it.</summary>
public interface IWeChatLogin
{
    Task<WeChatIdentity> ExchangeAsync(string code, CancellationToken ct);
}

public readonly record struct WeChatIdentity(CustomerLoginOutcome Outcome, string? OpenId);
