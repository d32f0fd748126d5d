using System.Security.Cryptography;
using FuelGrains.WeChatSimulator.Hosting;
using FuelGrains.WeChatSimulator.Ops;
using FuelGrains.WeChatSimulator.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Customers;

/// <summary>
/// Answers POST /cgi-bin/stable_token: the same token until five minutes before its end, then another, while the old one stays valid for
/// the rest.
/// </summary>
internal sealed class AccessTokens(FaultyWire wire, SimulatorOptions options, SimulatorKeys keys, TimeProvider time)
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Token? _current;
    private Token? _previous;

    public void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/cgi-bin/stable_token", http => wire.PlainAsync(http, "token", Issue));

    public void Revoke()
    {
        lock (_lock)
            (_current, _previous) = (null, null);
    }

    public bool IsValid(string? token)
    {
        lock (_lock)
            return token is not null
                && new[] { _current, _previous }.Any(t => t?.Text == token && t.Until > time.GetUtcNow());
    }

    private Reply Issue(byte[] body)
    {
        if (Asked.Read(body) is not { } ask || ask.Text("grant_type") != "client_credential")
            return Reply.ErrorCode(40002, "invalid grant_type");
        if (ask.Text("appid") != keys.AppId)
            return Reply.ErrorCode(40013, "invalid appid");
        if (keys.AppSecret.Length > 0 && ask.Text("secret") != keys.AppSecret)
            return Reply.ErrorCode(40125, "invalid appsecret");
        var forced =
            ask.Json.TryGetProperty("force_refresh", out var force)
            && force.ValueKind == System.Text.Json.JsonValueKind.True;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_current is null || forced || _current.Until - now < Overlap)
                (_previous, _current) = (
                    forced ? null : _current,
                    new(RandomNumberGenerator.GetHexString(64), now + options.TokenLifetime)
                );
            return Reply.Json(
                new { access_token = _current.Text, expires_in = (int)(_current.Until - now).TotalSeconds }
            );
        }
    }

    private sealed record Token(string Text, DateTimeOffset Until);
}
