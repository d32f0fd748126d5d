using System.Diagnostics.Metrics;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders;

/// <summary>
/// Receives WeChat's callbacks about payments and refunds. The raw bytes and their four headers go to a grain that verifies and commits
/// them;
/// the answer is 200 only after that commit, and some answer comes within 3 s in any case: WeChat repeats a callback.
/// </summary>
internal static partial class WeChatCallbacks
{
    private const int MaxBytes = 64 * 1024;

    // Each key has a worker, and workers are on different silos, so the second attempt does not meet a silo that just died.
    private const int Workers = 64;

    // Reading takes 0.3 s and two attempts 1.3 s each: less than the 3 s of the answer, and WeChat's own 5 s.
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(1_300);

    private static readonly Meter Meter = new("FuelGrains");
    private static readonly Histogram<double> Took = Meter.CreateHistogram<double>(
        "fuelgrains.callbacks",
        "s",
        "Time to answer a callback, by status.",
        advice: new InstrumentAdvice<double>
        {
            // The default buckets begin at 5 s, and every answer is given within 3 s.
            HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
        }
    );
    private static int s_worker;

    public static void AddCallbacks(this IServiceCollection services)
    {
        services
            .AddOptions<CallbackOptions>()
            .BindConfiguration("Callbacks")
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<CallbackGuard>();
    }

    public static void MapWeChatCallbacks(this IEndpointRouteBuilder app)
    {
        var wechat = app.MapGroup("/api/wechat").AllowAnonymous().WithTags("WeChat");
        wechat.MapPost("/pay-notify", TakeAsync).WithSummary("WeChat Pay tells of a payment").Produces(200);
        wechat.MapPost("/refund-notify", TakeAsync).WithSummary("WeChat Pay tells of a refund").Produces(200);
    }

    private static async Task<IResult> TakeAsync(
        HttpContext http,
        IGrainFactory grains,
        CallbackGuard guard,
        TimeProvider time,
        ILogger<CallbackGuard> log
    )
    {
        var started = time.GetTimestamp();
        var (status, message) = await AnswerAsync(http, grains, guard, time, log);
        Took.Record(time.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("status", status));
        return status == 200 ? Results.Ok() : Results.Json(new Failure("FAIL", message), statusCode: status);
    }

    private static async Task<(int Status, string Message)> AnswerAsync(
        HttpContext http,
        IGrainFactory grains,
        CallbackGuard guard,
        TimeProvider time,
        ILogger log
    )
    {
        var address = http.Connection.RemoteIpAddress;
        if (!guard.Allows(address))
            return (429, "too many");
        if (Headers(http.Request.Headers) is not { } signed)
        {
            guard.WasForged(address);
            return (401, "not signed");
        }
        if (!guard.TryEnter())
            return (503, "busy");
        try
        {
            var (refused, body) = await ReadAsync(http, time);
            if (body is null)
                return (refused, "body");
            var answer = await AskAsync(signed with { Body = body }, http, grains, time, log);
            if (answer == CallbackAnswer.Forged)
                guard.WasForged(address);
            else if (answer is not null)
                guard.WasGenuine(address);
            return answer switch
            {
                CallbackAnswer.Accepted => (200, ""),
                CallbackAnswer.Forged => (401, "signature"),
                CallbackAnswer.Unreadable => (400, "resource"),
                CallbackAnswer.Contradiction => (500, "contradiction"),
                _ => (503, "try again"),
            };
        }
        finally
        {
            guard.Leave();
        }
    }

    // Each header has exactly one value: of two values, another reader might take the other one.
    private static CallbackMessage? Headers(IHeaderDictionary headers) =>
        headers["Wechatpay-Timestamp"] is [{ Length: > 0 } timestamp]
        && headers["Wechatpay-Nonce"] is [{ Length: > 0 } nonce]
        && headers["Wechatpay-Signature"] is [{ Length: > 0 } signature]
        && headers["Wechatpay-Serial"] is [{ Length: > 0 } serial]
            ? new(timestamp, nonce, signature, serial, [])
            : null;

    private static async Task<(int Refused, byte[]? Body)> ReadAsync(HttpContext http, TimeProvider time)
    {
        if (http.Request.ContentLength > MaxBytes)
            return (413, null);
        using var limit = new CancellationTokenSource(Reading, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, http.RequestAborted);
        try
        {
            using var body = new MemoryStream();
            // Kestrel ends what is longer than 64 KB.
            await http.Request.Body.CopyToAsync(body, either.Token);
            return (0, body.ToArray());
        }
        catch (BadHttpRequestException bad)
        {
            return (bad.StatusCode, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return (408, null);
        }
    }

    private static async Task<CallbackAnswer?> AskAsync(
        CallbackMessage message,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time,
        ILogger log
    )
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                var worker = grains.GetGrain<ICallbackGrain>(Interlocked.Increment(ref s_worker) & (Workers - 1));
                return await worker.ReceiveAsync(message).WaitAsync(Attempt, time, http.RequestAborted);
            }
#pragma warning disable CA1031 // a silo that died, a database that is away: whatever it was, it is not known to be on disk
            catch (Exception unknown)
            {
                LogUnknown(log, unknown.GetType().Name, unknown.Message);
            }
#pragma warning restore CA1031
        }
        return null;
    }

    /// <summary>A refusal in the form that WeChat expects.</summary>
    private sealed record Failure(string Code, string Message);

    [LoggerMessage(1, LogLevel.Warning, "A callback is not known to be on disk: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);
}
