using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// The wire of api.weixin.qq.com: JSON both ways, and status 200 also for a refusal. Addresses and bodies hold secrets, so nothing logs
/// them.
/// </summary>
internal static partial class MiniProgramWire
{
    // Chinese characters stay as they are: whether each endpoint of WeChat reads escapes is not documented.
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The errcodes that ask for another access token.</summary>
    public static bool IsTokenInvalid(int? errorCode) => errorCode is 40001 or 40014 or 42001;

    /// <summary>Posts a body and reads the answer; null when WeChat gave no usable one.</summary>
    public static async Task<T?> PostAsync<T>(
        HttpClient http,
        string path,
        object body,
        ILogger log,
        CancellationToken ct
    )
        where T : class
    {
        try
        {
            using var content = JsonContent.Create(body, body.GetType(), options: Readable);
            using var response = await http.PostAsync(new Uri(path, UriKind.Relative), content, ct);
            // WeChat at times labels JSON text/plain, so the label does not count.
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            return await JsonSerializer.DeserializeAsync<T>(stream, cancellationToken: ct);
        }
        catch (Exception error)
            when (error is HttpRequestException or JsonException or Polly.ExecutionRejectedException
                || (error is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            LogUnavailable(log, path.Split('?')[0], error.GetType().Name);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "WeChat's {Path} did not answer usably: {Kind}")]
    private static partial void LogUnavailable(ILogger log, string path, string kind);

    [LoggerMessage(2, LogLevel.Warning, "WeChat's {Path} refused with errcode {ErrorCode}")]
    public static partial void LogRefused(ILogger log, string path, int? errorCode);
}
