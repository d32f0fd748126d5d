using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;
using FuelGrains.Grains.Orders.Gateway;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>
/// Sends a signed request and verifies the answer's signature. Null stands for every answer that is not certain.
/// </summary>
internal sealed partial class WeChatPayWire(
    IHttpClientFactory clients,
    WeChatPayIdentity identity,
    RequestSigner signer,
    PlatformKeys keys,
    TimeProvider time,
    ILogger<WeChatPayWire> log
)
{
    public const string ClientName = "wechat-pay";

    /// <summary>
    /// A signed 2xx, a 4xx with a code, or a 429. Null: unknown, and WeChat may have carried out the request all the same.
    /// </summary>
    public async Task<WireAnswer?> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        if (await SendUnverifiedAsync(method, path, body, ct) is not { } raw)
            return null;
        var (answer, signature) = raw;
        // WeChat does not sign every refusal, and TLS identifies WeChat all the same; but a signature that is present must be right.
        if (answer.Status is >= 200 and < 300 || signature.Signature is not null)
            if (signature.Fault(keys, answer.Body, time.GetUtcNow()) is { } fault)
            {
                LogUnverified(log, path, answer.Status, fault);
                return null;
            }
        // After 401 WeChat has not read the request, because it did not accept our signature. 408 and limits ask for a later try.
        var isRefusal = answer.Status is >= 400 and < 500 and not (401 or 408) && answer.Code is not null;
        if (answer.Status is >= 200 and < 300 || (isRefusal && !answer.IsLimit))
            return answer;
        LogUnknown(log, path, answer.Status, answer.Code);
        return answer.IsLimit ? answer : null;
    }

    /// <summary>The signature as it came in, for a caller that verifies it in another way.</summary>
    public async Task<(WireAnswer Answer, PlatformSignature Signature)?> SendUnverifiedAsync(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken ct
    )
    {
        var client = clients.CreateClient(ClientName);
        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body, body.GetType());
        using var request = new HttpRequestMessage(method, new Uri(client.BaseAddress!, path));
        request.Headers.Authorization = signer.Authorize(
            method.Method,
            request.RequestUri!.PathAndQuery,
            bytes,
            time.GetUtcNow()
        );
        // The header asks for an answer signed with the public key; without it WeChat uses a platform certificate.
        if (identity.PublicKeyId is { } id)
            request.Headers.Add("Wechatpay-Serial", id);
        if (body is not null)
            request.Content = new ByteArrayContent(bytes)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        try
        {
            using var response = await client.SendAsync(request, ct);
            return (
                new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct)),
                Signature(response)
            );
        }
        catch (Exception error)
            when (error is HttpRequestException or Polly.ExecutionRejectedException
                || (error is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            LogUnavailable(log, path, error.GetType().Name);
            return null;
        }
    }

    private static PlatformSignature Signature(HttpResponseMessage response)
    {
        return new(
            One("Wechatpay-Timestamp"),
            One("Wechatpay-Nonce"),
            One("Wechatpay-Signature"),
            One("Wechatpay-Serial")
        );

        // A repeated header is never WeChat's: joined values do not verify.
        string? One(string name) =>
            response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
    }

    // The path holds our own numbers, no secret.
    [LoggerMessage(1, LogLevel.Warning, "WeChat Pay did not answer {Path} usably: {Kind}")]
    private static partial void LogUnavailable(ILogger log, string path, string kind);

    [LoggerMessage(2, LogLevel.Error, "The answer {Status} to {Path} is not WeChat Pay's: {Fault}")]
    private static partial void LogUnverified(ILogger log, string path, int status, string fault);

    [LoggerMessage(3, LogLevel.Warning, "WeChat Pay answered {Path} with {Status} {Code}")]
    private static partial void LogUnknown(ILogger log, string path, int status, string? code);
}

internal sealed record WireAnswer(int Status, byte[] Body)
{
    private const int LongestCode = 64;

    /// <summary>WeChat's error code; null when the answer has none.</summary>
    public string? Code =>
        Read<Error>()?.Code is { Length: > 0 and <= LongestCode } code
        && code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_')
            ? code
            : null;

    /// <summary>WeChat is asked too often: the same request is to come again later.</summary>
    public bool IsLimit => Status == 429 || GatewayCodes.IsLimit(Code);

    /// <summary>The body as JSON of that shape; null when the body has another shape.</summary>
    public T? Read<T>()
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Error([property: JsonPropertyName("code")] string? Code);
}
