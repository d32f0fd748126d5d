using System.Text.Json;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Customers;

/// <summary>Answers POST /cgi-bin/message/subscribe/send: one consent pays for one message.</summary>
internal sealed class Messages(FaultyWire wire, SimulatorOptions options, AccessTokens tokens, Journal journal)
{
    private readonly Lock _lock = new();

    // Each pair that was granted or used has an entry. Openids come from customers who pay, so their number is limited.
    private readonly Dictionary<(string OpenId, string Template), int> _left = [];

    public void Map(IEndpointRouteBuilder app) =>
        app.MapPost(
            "/cgi-bin/message/subscribe/send",
            http => wire.PlainAsync(http, "send", body => Send(http.Request.Query["access_token"], body))
        );

    /// <summary>Grants consents and returns how many are left.</summary>
    public int Grant(string openId, string template, int count)
    {
        lock (_lock)
            return _left[(openId, template)] = Left(openId, template) + count;
    }

    private Reply Send(string? token, byte[] body)
    {
        if (!tokens.IsValid(token))
            return Reply.ErrorCode(40001, "invalid credential, access_token is invalid or not latest");
        if (Asked.Read(body) is not { } ask)
            return Reply.ErrorCode(47001, "data format error");
        if (ask.Text("touser") is not { } openId || !openId.StartsWith("sim-", StringComparison.Ordinal))
            return Reply.ErrorCode(40003, "invalid openid");
        if (ask.Text("template_id") is not { Length: > 0 } template)
            return Reply.ErrorCode(40037, "invalid template_id");
        if (ask.In("data") is not { } data || !data.Json.EnumerateObject().Any())
            return Reply.ErrorCode(47003, "argument invalid! data is empty");
        foreach (var field in data.Json.EnumerateObject())
            if (TemplateValue.Fault(field.Name, data.In(field.Name)?.Text("value")) is { } fault)
                return Reply.ErrorCode(47003, $"argument invalid! {fault}");
        lock (_lock)
        {
            if (Left(openId, template) <= 0)
                return Reply.ErrorCode(43101, "user refuse to accept the msg");
            _left[(openId, template)] = Left(openId, template) - 1;
            journal.Append(
                "message",
                new
                {
                    openId,
                    templateId = template,
                    page = ask.Text("page"),
                    data = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(data.Json),
                }
            );
        }
        return Reply.ErrorCode(0, "ok");
    }

    private int Left(string openId, string template) =>
        _left.GetValueOrDefault((openId, template), options.FreeConsents);
}
