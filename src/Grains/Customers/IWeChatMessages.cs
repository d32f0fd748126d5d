namespace FuelGrains.Grains.Customers;

/// <summary>WeChat's subscribe messages and the access token they need (developers.weixin.qq.com). No method throws for what WeChat does.</summary>
public interface IWeChatMessages
{
    /// <summary>POST /cgi-bin/stable_token, not forced. Null when WeChat gave none.</summary>
    Task<AccessToken?> FetchTokenAsync(CancellationToken ct);

    /// <summary>POST /cgi-bin/message/subscribe/send.</summary>
    Task<SendOutcome> SendAsync(string accessToken, SubscribeMessage message, CancellationToken ct);
}

public sealed record AccessToken(string Token, DateTimeOffset ExpiresAt);

/// <param name="Page">The mini-program page that a tap opens.</param>
/// <param name="Data">Field (such as thing1) to text.</param>
public sealed record SubscribeMessage(
    string OpenId,
    string TemplateId,
    string Page,
    ImmutableDictionary<string, string> Data
);

public enum SendOutcome
{
    Sent = 0,

    /// <summary>43101: the customer refused, or no consent is left. A normal outcome.</summary>
    Refused = 1,

    /// <summary>40001, 40014, 42001: fetch another token and send again.</summary>
    TokenInvalid = 2,

    /// <summary>40003, 40037, 41030, 47003: this message can never be sent.</summary>
    Rejected = 3,

    /// <summary>No usable answer: it may have been sent.</summary>
    Unknown = 4,
}
