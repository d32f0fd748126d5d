using System.Security.Cryptography;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Customers;

/// <summary>
/// Answers POST /wxa/business/getuserphonenumber. A code, which <c>/control/phone-codes</c> issues as the mini-program's button does, is
/// good for five minutes, for one call, and for the mini-program that got it.
/// </summary>
internal sealed class PhoneNumbers(FaultyWire wire, AccessTokens tokens, SimulatorKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Codes that are kept; the oldest gives way.</summary>
    private const int MaxCodes = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Issued> _codes = [];
    private readonly Queue<string> _order = new();

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost(
            "/wxa/business/getuserphonenumber",
            http => wire.PlainAsync(http, "phone", body => Exchange(http.Request.Query["access_token"], body))
        );
        app.MapPost("/control/phone-codes", (CodeOrder order) => new { code = Issue(order) });
    }

    private string Issue(CodeOrder order)
    {
        var code = RandomNumberGenerator.GetHexString(64, lowercase: true);
        lock (_lock)
        {
            _codes[code] = new(order.Number, order.Country ?? "86", order.AppId ?? keys.AppId, time.GetUtcNow());
            _order.Enqueue(code);
            while (_order.Count > MaxCodes)
                _codes.Remove(_order.Dequeue());
        }
        return code;
    }

    private Reply Exchange(string? token, byte[] body)
    {
        if (!tokens.IsValid(token))
            return Reply.ErrorCode(40001, "invalid credential, access_token is invalid or not latest");
        if (Asked.Read(body)?.Text("code") is not { Length: > 0 } code)
            return Reply.ErrorCode(47001, "data format error");
        Issued? issued;
        lock (_lock)
        {
            if (_codes.TryGetValue(code, out issued) && issued.AppId != keys.AppId)
                return Reply.ErrorCode(40013, "invalid appid");
            _codes.Remove(code);
        }
        return issued is null || time.GetUtcNow() - issued.At > Lifetime
            ? Reply.ErrorCode(40029, "invalid code")
            : Reply.Json(Answer(issued));
    }

    private object Answer(Issued issued) =>
        new
        {
            errcode = 0,
            errmsg = "ok",
            phone_info = new
            {
                phoneNumber = issued.Country == "86" ? issued.Number : $"+{issued.Country}{issued.Number}",
                purePhoneNumber = issued.Number,
                countryCode = issued.Country,
                watermark = new { timestamp = time.GetUtcNow().ToUnixTimeSeconds(), appid = issued.AppId },
            },
        };

    private sealed record CodeOrder(string Number, string? Country = null, string? AppId = null);

    private sealed record Issued(string Number, string Country, string AppId, DateTimeOffset At);
}
