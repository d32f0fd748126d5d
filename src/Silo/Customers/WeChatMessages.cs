using System.Text.Json.Serialization;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Gateway;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// Calls stable_token and message/subscribe/send (developers.weixin.qq.com). WeChat answers 200 also when it refuses, so errcode decides.
/// The addresses and bodies hold secrets, so nothing logs them.
/// </summary>
internal sealed class WeChatMessages(
    HttpClient http,
    WeChatOptions options,
    TimeProvider time,
    ILogger<WeChatMessages> log
) : IWeChatMessages
{
    public async Task<AccessToken?> FetchTokenAsync(CancellationToken ct)
    {
        var answer = await PostAsync<TokenAnswer>(
            "cgi-bin/stable_token",
            new TokenAsk("client_credential", options.AppId, options.AppSecret, false),
            ct
        );
        if (answer is { Token.Length: > 0, ExpiresIn: > 0 })
            return new(answer.Token, time.GetUtcNow().AddSeconds(answer.ExpiresIn));
        if (answer is not null)
            MiniProgramWire.LogRefused(log, "stable_token", answer.ErrorCode);
        return null;
    }

    public async Task<SendOutcome> SendAsync(string accessToken, SubscribeMessage message, CancellationToken ct)
    {
        var ask = new MessageAsk(
            message.OpenId,
            message.TemplateId,
            message.Page,
            message.Data.ToDictionary(d => d.Key, d => new Field(WeChatLimits.Fit(d.Key, d.Value))),
            "formal",
            "zh_CN"
        );
        var answer = await PostAsync<SendAnswer>(
            $"cgi-bin/message/subscribe/send?access_token={Uri.EscapeDataString(accessToken)}",
            ask,
            ct
        );
        switch (answer?.ErrorCode)
        {
            case 0:
                return SendOutcome.Sent;
            case 43101:
                return SendOutcome.Refused;
            case var code when MiniProgramWire.IsTokenInvalid(code):
                return SendOutcome.TokenInvalid;
            case 40003 or 40037 or 41030 or 47003:
                MiniProgramWire.LogRefused(log, "subscribe/send", answer.ErrorCode.Value);
                return SendOutcome.Rejected;
            default:
                if (answer is not null)
                    MiniProgramWire.LogRefused(log, "subscribe/send", answer.ErrorCode);
                return SendOutcome.Unknown;
        }
    }

    private Task<T?> PostAsync<T>(string path, object body, CancellationToken ct)
        where T : class => MiniProgramWire.PostAsync<T>(http, path, body, log, ct);

    private sealed record TokenAsk(
        [property: JsonPropertyName("grant_type")] string GrantType,
        [property: JsonPropertyName("appid")] string AppId,
        [property: JsonPropertyName("secret")] string Secret,
        [property: JsonPropertyName("force_refresh")] bool ForceRefresh
    );

    private sealed record TokenAnswer(
        [property: JsonPropertyName("access_token")] string? Token,
        [property: JsonPropertyName("expires_in")] int ExpiresIn = 0,
        [property: JsonPropertyName("errcode")] int ErrorCode = 0
    );

    private sealed record MessageAsk(
        [property: JsonPropertyName("touser")] string ToUser,
        [property: JsonPropertyName("template_id")] string TemplateId,
        [property: JsonPropertyName("page")] string Page,
        [property: JsonPropertyName("data")] Dictionary<string, Field> Data,
        [property: JsonPropertyName("miniprogram_state")] string State,
        [property: JsonPropertyName("lang")] string Language
    );

    private sealed record Field([property: JsonPropertyName("value")] string Value);

    // An answer without an errcode says nothing: null is not 0.
    private sealed record SendAnswer([property: JsonPropertyName("errcode")] int? ErrorCode);
}
