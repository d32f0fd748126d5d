namespace FuelGrains.Grains.Customers;

/// <summary>
/// Sends WeChat's subscribe messages and fetches their access token (developers.weixin.qq.com). No method throws for what
/// WeChat does.
/// </summary>
public interface IWeChatMessages
{
    /// <summary>Calls POST /cgi-bin/stable_token, not forced. Returns null when WeChat gave no token.</summary>
    Task<AccessToken?> FetchTokenAsync(CancellationToken ct);

    /// <summary>Calls POST /cgi-bin/message/subscribe/send.</summary>
    Task<SendOutcome> SendAsync(string accessToken, SubscribeMessage message, CancellationToken ct);
}

public sealed record AccessToken(string Token, DateTimeOffset ExpiresAt);

/// <param name="Page">The mini-program page that a tap opens.</param>
/// <param name="Data">Maps each field of the template (such as thing1) to its text.</param>
public sealed record SubscribeMessage(
    string OpenId,
    string TemplateId,
    string Page,
    ImmutableDictionary<string, string> Data
);

public enum SendOutcome
{
    Sent = 0,

    /// <summary>WeChat answers 43101: the customer refused, or no consent is left. A normal outcome.</summary>
    Refused = 1,

    /// <summary>WeChat answers 40001, 40014 or 42001: fetch another token and send again.</summary>
    TokenInvalid = 2,

    /// <summary>WeChat answers 40003, 40037, 41030 or 47003: this message can never be sent.</summary>
    Rejected = 3,

    /// <summary>WeChat gave no usable answer: the message may have been sent.</summary>
    Unknown = 4,
}
