using FuelGrains.Grains.Customers;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FuelGrains.Silo.Customers;

/// <summary>Connects to WeChat, or to the simulator of it, over the same HTTP.</summary>
internal static class WeChatHosting
{
    private static readonly Uri WeChat = new("https://api.weixin.qq.com/");

    public static void AddWeChatLogin(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("WeChat").Get<WeChatOptions>() ?? new();
        Judge(options, builder.Environment);
        if (options is { Simulator: true, BaseUrl: null })
        {
            options.BaseUrl = new($"http://127.0.0.1:{FreePort.Or(0)}/");
            builder.Services.AddSingleton<IHostedService>(new WeChatSimulator(options.BaseUrl));
        }
        builder.Services.AddSingleton(options);
        builder.Services.AddHttpClient<IWeChatLogin, WeChatLogin>(client =>
        {
            client.BaseAddress = options.BaseUrl ?? WeChat;
            client.MaxResponseContentBufferSize = 64 * 1024;
        }).AddStandardResilienceHandler(resilience =>
        {
            // A code can be exchanged once: the grain's caller waits 5 s, so two quick tries fit.
            resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(1.5);
            resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(4);
            resilience.Retry.MaxRetryAttempts = 1;
            resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
            resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
        });
    }

    private static void Judge(WeChatOptions options, IHostEnvironment environment)
    {
        if (options.Simulator && environment.IsProduction())
            throw new SettingsException("WeChat:Simulator is on, but in Production anybody could then log in as anybody; turn it off.");
        if (options.Simulator) return;
        if (string.IsNullOrWhiteSpace(options.AppId) || string.IsNullOrWhiteSpace(options.AppSecret))
            throw new SettingsException("WeChat:Simulator is off, so WeChat:AppId and WeChat:AppSecret must both be set.");
    }
}
