using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// Calls <c>GET /sns/jscode2session</c> (developers.weixin.qq.com, "code2Session"). WeChat answers 200 also when it refuses, so errcode
/// decides. The client does not even read the session_key of the answer.
/// </summary>
internal sealed partial class WeChatLogin(HttpClient http, WeChatOptions options, ILogger<WeChatLogin> log)
    : IWeChatLogin
{
    private const int InvalidCode = 40029;
    private const int CodeUsed = 40163;
    private const int TooFrequent = 45011;

    public async Task<WeChatIdentity> ExchangeAsync(string code, CancellationToken ct)
    {
        var query =
            $"sns/jscode2session?appid={Uri.EscapeDataString(options.AppId)}&secret={Uri.EscapeDataString(options.AppSecret)}"
            + $"&js_code={Uri.EscapeDataString(code)}&grant_type=authorization_code";
        try
        {
            // WeChat labels this JSON text/plain, so the label does not count.
            using var response = await http.GetAsync(new Uri(query, UriKind.Relative), ct);
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return Evaluate(await JsonSerializer.DeserializeAsync<Answer>(body, cancellationToken: ct));
        }
        catch (Exception error)
            when (error is HttpRequestException or JsonException or Polly.ExecutionRejectedException)
        {
            // The exception's message may hold the address with the secret, so only the type is logged.
            LogUnavailable(log, error.GetType().Name);
            return new(CustomerLoginOutcome.Unavailable, null);
        }
    }

    private WeChatIdentity Evaluate(Answer? answer)
    {
        if (answer is { ErrorCode: 0, OpenId.Length: > 0 and <= 128 })
            return new(CustomerLoginOutcome.Done, answer.OpenId);
        if (answer?.ErrorCode is InvalidCode or CodeUsed)
            return new(CustomerLoginOutcome.BadCode, null);
        if (answer?.ErrorCode is TooFrequent)
            return new(CustomerLoginOutcome.TooFrequent, null);
        LogRefused(log, answer?.ErrorCode);
        return new(CustomerLoginOutcome.Unavailable, null);
    }

    private sealed record Answer(
        [property: JsonPropertyName("openid")] string? OpenId,
        [property: JsonPropertyName("errcode")] int ErrorCode = 0
    );

    [LoggerMessage(1, LogLevel.Warning, "WeChat's jscode2session did not answer usably: {Kind}")]
    private static partial void LogUnavailable(ILogger log, string kind);

    [LoggerMessage(2, LogLevel.Warning, "WeChat's jscode2session refused with errcode {ErrorCode}")]
    private static partial void LogRefused(ILogger log, int? errorCode);
}
