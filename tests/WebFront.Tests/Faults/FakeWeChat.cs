using FuelGrains.WebFront.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The one call of WeChat that a login needs, for one mini-program: the product's simulator is refused in Production.</summary>
internal sealed class FakeWeChat : IAsyncDisposable
{
    public const string AppId = "wx0123456789abcdef";
    public const string AppSecret = "compose-app-secret";

    private readonly WebApplication _app;

    private FakeWeChat(WebApplication app, Uri address) => (_app, Address) = (app, address);

    public Uri Address { get; }

    public static async Task<FakeWeChat> StartAsync(CancellationToken cancel)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        app.MapGet("/sns/jscode2session", (string appid, string secret, string js_code) => Results.Text((appid, secret) == (AppId, AppSecret)
            ? $$"""{"openid":"o-{{js_code}}","session_key":"aGVsbG8="}"""
            : """{"errcode":40013,"errmsg":"invalid appid"}""", "text/plain"));
        await app.StartAsync(cancel);
        return new(app, address);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
