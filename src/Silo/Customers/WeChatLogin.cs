using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Ops;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// Calls <c>GET /sns/jscode2session</c> (developers.weixin.qq.com, "code2Session"). WeChat answers 200 also when it refuses, so errcode
/// decides. The client does not even read the session_key of the answer.
/// </summary>
internal sealed partial class WeChatLogin(
    HttpClient http,
    WeChatOptions options,
    TimeProvider time,
    ILogger<WeChatLogin> log,
    AlarmBell? bell = null
) : IWeChatLogin
{
    private const int SystemBusy = -1;
    private const int InvalidAppId = 40013;
    private const int InvalidCode = 40029;
    private const int InvalidSecret = 40125;
    private const int CodeUsed = 40163;
    private const int BlockedUser = 40226;
    private const int TooFrequent = 45011;

    /// <summary>The shortest time between two alarms: with a wrong secret, every login of every customer meets the same refusal.</summary>
    private static readonly TimeSpan AlarmRest = TimeSpan.FromMinutes(1);

    private (int Code, long At)? _rang;

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
            var answer = await JsonSerializer.DeserializeAsync<Answer>(body, cancellationToken: ct);
            if (answer?.ErrorCode is InvalidAppId or InvalidSecret)
                await RingAsync(answer.ErrorCode, ct);
            return Evaluate(answer);
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
        var outcome = answer?.ErrorCode switch
        {
            InvalidCode or CodeUsed => CustomerLoginOutcome.BadCode,
            TooFrequent => CustomerLoginOutcome.TooFrequent,
            BlockedUser => CustomerLoginOutcome.Blocked,
            // 0 without an openid is no answer.
            null or 0 or SystemBusy => CustomerLoginOutcome.Unavailable,
            _ => CustomerLoginOutcome.Refused,
        };
        if (outcome is CustomerLoginOutcome.Unavailable or CustomerLoginOutcome.Refused)
            LogRefused(log, answer?.ErrorCode);
        return new(outcome, null);
    }

    private async Task RingAsync(int code, CancellationToken ct)
    {
        if (bell is null || (_rang is { } rang && rang.Code == code && time.GetElapsedTime(rang.At) < AlarmRest))
            return;
        _rang = (code, time.GetTimestamp());
        var setting = code == InvalidAppId ? "WeChat:AppId" : "WeChat:AppSecret";
        try
        {
            await bell.RingAsync(
                "wechat.login",
                setting,
                $"jscode2session answers {code}: {setting} is wrong or was reset. No customer can log in.",
                ct
            );
        }
#pragma warning disable CA1031 // the ledger may be away; the customer gets the refusal all the same, and a later login rings again
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            _rang = null;
            LogNotRung(log, error.GetType().Name);
        }
#pragma warning restore CA1031
    }

    private sealed record Answer(
        [property: JsonPropertyName("openid")] string? OpenId,
        [property: JsonPropertyName("errcode")] int ErrorCode = 0
    );

    [LoggerMessage(1, LogLevel.Warning, "WeChat's jscode2session did not answer usably: {Kind}")]
    private static partial void LogUnavailable(ILogger log, string kind);

    [LoggerMessage(3, LogLevel.Warning, "The alarm about WeChat's login was not written: {Kind}")]
    private static partial void LogNotRung(ILogger log, string kind);

    [LoggerMessage(2, LogLevel.Warning, "WeChat's jscode2session refused with errcode {ErrorCode}")]
    private static partial void LogRefused(ILogger log, int? errorCode);
}
