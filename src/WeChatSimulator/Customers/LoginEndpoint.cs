using System.Security.Cryptography;
using System.Text;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Customers;

/// <summary>
/// Answers GET /sns/jscode2session. A code <c>u-name</c> is always the customer of that name; any other code is refused as WeChat refuses
/// an unknown code.
/// </summary>
internal sealed class LoginEndpoint(FaultyWire wire, SimulatorKeys keys)
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/sns/jscode2session", http => wire.PlainAsync(http, "login", _ => Exchange(http.Request.Query)));

    public static string? OpenId(string? code) =>
        code is not null && code.StartsWith("u-", StringComparison.Ordinal) && code.Length is > 2 and <= 128
            ? "sim-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)))[..24]
            : null;

    private Reply Exchange(IQueryCollection query)
    {
        if (keys.AppSecret.Length > 0 && (query["appid"], query["secret"]) != (keys.AppId, keys.AppSecret))
            return Reply.ErrorCode(40013, "invalid appid");
        return OpenId(query["js_code"]) is { } openid
            ? Reply.Json(new { openid, session_key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)) }) with
            {
                ContentType = "text/plain",
            }
            : Reply.ErrorCode(40029, "invalid code");
    }
}
