using System.Net.Http.Headers;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;

namespace FuelGrains.WeChatSimulator.Orders;

/// <summary>Calls back until the answer is 200 or 204, on WeChat's schedule, with the requested faults.</summary>
internal sealed class Notifier(
    SimulatorOptions options,
    SimulatorKeys keys,
    PlatformSigner signer,
    FaultBook faults,
    Journal journal,
    TimeProvider time
) : IAsyncDisposable
{
    /// <summary>Pauses between two attempts (pay.weixin.qq.com, "payment notice").</summary>
    private static readonly TimeSpan[] Schedule =
    [
        .. new[] { 15, 15, 30 }.Select(s => TimeSpan.FromSeconds(s)),
        .. new[] { 3, 10, 20, 30, 30, 30, 60, 180, 180, 180, 360, 360 }.Select(m => TimeSpan.FromMinutes(m)),
    ];

    /// <summary>Longest time for which WeChat waits for an answer.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    /// <summary>Most callbacks on the wire at once: as many as a shop of this size would see in a rush.</summary>
    private const int MaxAtOnce = 256;

    private const double DefaultHoldMs = 1_000;
    private const int DefaultCopies = 20;
    private const int MostCopies = 1_000;

    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _slots = new(MaxAtOnce, MaxAtOnce);
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
        }
    )
    {
        Timeout = AnswerWithin,
    };
    private int _underWay;

    public int UnderWay => Volatile.Read(ref _underWay);

    public void Start(Notification notification)
    {
        if (notification.NotifyUrl.Length == 0)
            return;
        Interlocked.Increment(ref _underWay);
        _ = RunAsync(notification);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        while (UnderWay > 0)
            await Task.Yield();
        _http.Dispose();
        _slots.Dispose();
        _stop.Dispose();
    }

    /// <summary>Sends one genuine callback; returns the answer's status (0: none), its body, and how long it took.</summary>
    public Task<CallbackAnswer> SendAsync(Notification notification, CancellationToken ct)
    {
        var body = notification.Body(keys.ApiV3Key, time.GetUtcNow());
        return SendAsync(notification.NotifyUrl, body, signer.Sign(signer.ForCallback(), body).All, ct);
    }

    /// <summary>Sends any callback, genuine or forged.</summary>
    public async Task<CallbackAnswer> SendAsync(
        string url,
        byte[] body,
        IEnumerable<(string Name, string Value)> headers,
        CancellationToken ct
    )
    {
        await _slots.WaitAsync(ct);
        var began = time.GetTimestamp();
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url);
            request.Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            using var response = await _http.SendAsync(request, ct);
            return new(
                (int)response.StatusCode,
                await response.Content.ReadAsStringAsync(ct),
                time.GetElapsedTime(began).TotalMilliseconds
            );
        }
        catch (Exception error)
            when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(0, error.GetType().Name, time.GetElapsedTime(began).TotalMilliseconds);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task RunAsync(Notification notification)
    {
        try
        {
            await Task.Yield();
            for (var attempt = 1; attempt <= Schedule.Length + 1; attempt++)
            {
                if (attempt > 1)
                    await Task.Delay(Schedule[attempt - 2] / options.TimeFactor, time, _stop.Token);
                if (await AttemptAsync(notification, attempt))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            // The simulator stops.
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Makes one attempt; returns true when no other attempt follows.</summary>
    private async Task<bool> AttemptAsync(Notification notification, int attempt)
    {
        var fault = faults.Strike(notification.Operation);
        var copies = 1;
        switch (fault?.Kind)
        {
            case "drop":
                Tell(notification, attempt, 0, -1, 0);
                return false;
            case "lose":
                Tell(notification, attempt, 0, -2, 0);
                return true;
            case "delay":
                await Task.Delay(fault.Hold(DefaultHoldMs), time, _stop.Token);
                break;
            case "reorder":
                await Task.Delay(fault.Hold(DefaultHoldMs) * Random.Shared.NextDouble(), time, _stop.Token);
                break;
            case "duplicate":
                copies = Math.Clamp(fault.Copies ?? DefaultCopies, 1, MostCopies);
                break;
        }
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, copies)
                .Select(async copy =>
                {
                    var answer = await SendAsync(notification, _stop.Token);
                    Tell(notification, attempt, copy, answer.Status, answer.Ms);
                    return answer;
                })
        );
        return answers.Any(a => a.Status is 200 or 204);
    }

    private void Tell(Notification notification, int attempt, int copy, int status, double ms) =>
        journal.Append(
            "notify",
            new
            {
                notification.About,
                notification.Number,
                attempt,
                copy,
                status,
                ms = Math.Round(ms, 2),
            }
        );
}

internal sealed record CallbackAnswer(int Status, string Body, double Ms);
