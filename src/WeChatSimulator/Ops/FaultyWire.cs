using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Http;

namespace FuelGrains.WeChatSimulator.Ops;

/// <summary>Answers one request: reads it, applies the requested fault, signs the answer if it must be signed, and sends it.</summary>
internal sealed class FaultyWire(
    FaultBook faults,
    CallLimits limits,
    PlatformSigner signer,
    MerchantCheck merchant,
    TimeProvider time
)
{
    private const double DefaultHoldMs = 10_000;
    private const int HugeBytes = 10 * 1024 * 1024;

    /// <summary>Answers a request of WeChat Pay: the merchant signed it, and the answer is signed.</summary>
    public Task PayAsync(HttpContext http, string operation, Func<byte[], bool, Reply> act) =>
        AnswerAsync(http, operation, isPay: true, act);

    /// <summary>Answers a request of api.weixin.qq.com, without signatures.</summary>
    public Task PlainAsync(HttpContext http, string operation, Func<byte[], Reply> act) =>
        AnswerAsync(http, operation, isPay: false, (body, _) => act(body));

    /// <summary>Answers a request that the merchant signed with an answer that nobody signs: the download of a bill.</summary>
    public Task UnsignedAsync(HttpContext http, string operation, Func<Reply> act) =>
        AnswerAsync(http, operation, isPay: false, (body, _) => merchant.Refusal(http.Request, body) ?? act());

    private async Task AnswerAsync(HttpContext http, string operation, bool isPay, Func<byte[], bool, Reply> act)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var body = buffer.ToArray();
        var fault = faults.Strike(operation);
        if (fault?.Kind == "hang")
        {
            // The caller gives up first, however long it waits.
            await Task.Delay(Timeout.InfiniteTimeSpan, time, http.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }
        if (fault?.Kind is "timeout-before" or "reset")
        {
            if (fault.Kind == "timeout-before")
                await HoldAsync(fault, http);
            http.Abort();
            return;
        }
        var reply =
            (limits.TryTake(operation) ? Instead(fault, isPay) : Limited(isPay))
            ?? (isPay ? merchant.Refusal(http.Request, body) : null)
            ?? act(body, fault?.Kind == "stale");
        if (fault?.Kind == "timeout-after")
        {
            await HoldAsync(fault, http);
            http.Abort();
            return;
        }
        if (fault?.Kind == "system-error-after")
            reply = SystemError(isPay);
        await SendAsync(http, Spoil(fault, reply), fault, isPay);
    }

    // These faults answer and do nothing.
    private static Reply? Instead(FaultOrder? fault, bool isPay) =>
        fault?.Kind switch
        {
            "system-error" => SystemError(isPay),
            "rate-limit" => Limited(isPay),
            "refuse" when isPay => Reply.Error(
                fault.Status ?? 400,
                fault.Code ?? "INVALID_REQUEST",
                "refused by order"
            ),
            "refuse" => Reply.ErrorCode(int.TryParse(fault.Code, out var code) ? code : -1, "refused by order"),
            _ => null,
        };

    private static Reply Limited(bool isPay) =>
        isPay
            ? Reply.Error(429, "FREQUENCY_LIMITED", "slow down")
            : Reply.ErrorCode(45011, "api minute-quota reach limit");

    private static Reply SystemError(bool isPay) =>
        isPay ? Reply.Error(500, "SYSTEM_ERROR", "try again") : Reply.ErrorCode(-1, "system error");

    private static Reply Spoil(FaultOrder? fault, Reply reply) =>
        fault?.Kind switch
        {
            "html" => new(200, "<html><body>502 Bad Gateway</body></html>"u8.ToArray(), "text/html"),
            "huge" => reply with { Status = 200, Body = [.. reply.Body, .. Enumerable.Repeat((byte)' ', HugeBytes)] },
            _ => reply,
        };

    private async Task SendAsync(HttpContext http, Reply reply, FaultOrder? fault, bool isPay)
    {
        http.Response.StatusCode = reply.Status;
        if (isPay && fault?.Kind is not ("unsigned" or "html"))
            Sign(http, reply, fault?.Kind);
        if (reply.Status == 204)
            return;
        http.Response.ContentType = reply.ContentType;
        http.Response.ContentLength = reply.Body.Length;
        var half = fault?.Kind == "slow" ? reply.Body.Length / 2 : 0;
        if (half > 0)
        {
            await http.Response.Body.WriteAsync(reply.Body.AsMemory(0, half), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await HoldAsync(fault!, http);
        }
        await http.Response.Body.WriteAsync(reply.Body.AsMemory(half), http.RequestAborted);
    }

    private void Sign(HttpContext http, Reply reply, string? spoilt)
    {
        var key = signer.ForAnswer(http.Request.Headers["Wechatpay-Serial"]);
        var signed = signer.Sign(key, spoilt == "wrong-signature" ? [.. reply.Body, (byte)' '] : reply.Body);
        if (spoilt == "unknown-serial")
            signed = signed with { Serial = "0000000000000000000000000000000000000000" };
        foreach (var (name, value) in signed.All)
            http.Response.Headers[name] = value;
        http.Response.Headers["Request-ID"] = http.TraceIdentifier;
    }

    private Task HoldAsync(FaultOrder fault, HttpContext http) =>
        Task.Delay(fault.Hold(DefaultHoldMs), time, http.RequestAborted);
}
