using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Customers;

/// <summary>
/// Stands in for WeChat on a loopback listener of its own, speaking WeChat's wire: a code <c>u-name</c> is the customer
/// of that name, always the same; any other code is refused as WeChat refuses one it does not know.
/// </summary>
internal sealed class WeChatSimulator(Uri address) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        _app = builder.Build();
        _app.MapGet("/sns/jscode2session", (string? js_code) => Exchange(js_code));
        await _app.StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static IResult Exchange(string? code) =>
        code is not null && code.StartsWith("u-", StringComparison.Ordinal) && code.Length is > 2 and <= 128
            ? Results.Text(
                $$"""{"openid":"{{OpenId(code)}}","session_key":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))}}"}""", "text/plain")
            : Results.Text("""{"errcode":40029,"errmsg":"invalid code"}""", "text/plain");

    private static string OpenId(string code) => "sim-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)))[..24];
}
