using System.Net;

namespace FuelGrains.WebFront.Orders.Callbacks;

/// <summary>
/// Answers a callback of WeChat. What its headers tell comes first and costs nothing; then the guard decides whether the signature is
/// verified at all. The raw bytes go to a grain that verifies and commits them. The answer is 200 only after that commit, and some answer
/// comes within 3 s in any case: WeChat repeats a callback.
/// </summary>
internal sealed partial class CallbackIntake(
    IGrainFactory grains,
    CallbackGuard guard,
    PlatformSerials serials,
    ForgeryAlarm alarm,
    TimeProvider time,
    ILogger<CallbackIntake> log
)
{
    private const int MaxBytes = 64 * 1024;

    // Each key has a worker, and workers are on different silos, so the second attempt does not meet a silo that just died.
    private const int Workers = 64;

    // An unknown serial and reading take 0.3 s each and two attempts 1.2 s: no more than the 3 s of the answer, and WeChat's own 5 s.
    private static readonly TimeSpan Reading = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Attempt = TimeSpan.FromMilliseconds(1_200);

    private int _worker;

    public async Task<(int Status, string Message)> AnswerAsync(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        var (signed, fault) = CallbackHeaders.Read(http.Request.Headers, time.GetUtcNow());
        if (signed is null)
            return Forged(address, fault!);
        if (!await serials.MayBeKnownAsync(signed.Serial))
            return Forged(address, "serial");
        if (guard.TurnsAway(address))
            return (429, Forged(address, "too many").Message);
        using var place = guard.TryEnter(address);
        return place is null ? (503, "busy") : await VerifyAsync(signed, http, address);
    }

    private async Task<(int Status, string Message)> VerifyAsync(
        CallbackMessage signed,
        HttpContext http,
        IPAddress? address
    )
    {
        var (refused, body) = await ReadAsync(http);
        if (body is null)
            return (refused, "body");
        var answer = await AskAsync(signed with { Body = body }, http.RequestAborted);
        if (answer == CallbackAnswer.Forged)
        {
            guard.WasForged(address);
            return Forged(address, "signature");
        }
        if (answer is not null)
            guard.WasGenuine(address);
        return answer switch
        {
            CallbackAnswer.Accepted => (200, ""),
            CallbackAnswer.Unreadable => (400, "resource"),
            CallbackAnswer.Contradiction => (500, "contradiction"),
            _ => (503, "try again"),
        };
    }

    private (int Status, string Message) Forged(IPAddress? address, string fault)
    {
        alarm.Forged(address, fault);
        return (401, fault);
    }

    private async Task<(int Refused, byte[]? Body)> ReadAsync(HttpContext http)
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

    private async Task<CallbackAnswer?> AskAsync(CallbackMessage message, CancellationToken aborted)
    {
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                var worker = grains.GetGrain<ICallbackGrain>(Interlocked.Increment(ref _worker) & (Workers - 1));
                return await worker.ReceiveAsync(message).WaitAsync(Attempt, time, aborted);
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

    [LoggerMessage(1, LogLevel.Warning, "A callback is not known to be on disk: {Kind}: {Reason}")]
    private static partial void LogUnknown(ILogger log, string kind, string reason);
}
