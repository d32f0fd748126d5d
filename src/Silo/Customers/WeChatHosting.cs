using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Silo.Hosting;
using FuelGrains.Silo.Orders.Gateway;
using FuelGrains.Silo.Orders.Shipping;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;

namespace FuelGrains.Silo.Customers;

/// <summary>Connects to WeChat, or to the simulator of it, over the same HTTP.</summary>
internal static class WeChatHosting
{
    private static readonly Uri WeChat = new("https://api.weixin.qq.com/");

    public static void AddWeChat(this IHostApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection("WeChat").Get<WeChatOptions>() ?? new();
        Validate(options, builder.Environment);
        var keys = options is { Simulator: true, BaseUrl: null } ? builder.AddSimulator(options) : null;
        builder.Services.AddSingleton(options);
        builder.Services.AddWeChatClient<IWeChatLogin, WeChatLogin>(options);
        builder.Services.AddWeChatClient<IWeChatMessages, WeChatMessages>(options);
        builder.Services.AddWeChatClient<IWeChatPhones, WeChatPhones>(options);
        builder.Services.AddWeChatClient<IWeChatShipping, WeChatShipping>(options);
        builder.AddWeChatPay(options, keys);
    }

    private static void AddWeChatClient<TClient, TImplementation>(
        this IServiceCollection services,
        WeChatOptions options
    )
        where TClient : class
        where TImplementation : class, TClient =>
        services
            .AddHttpClient<TClient, TImplementation>(client =>
            {
                client.BaseAddress = options.BaseUrl ?? WeChat;
                client.MaxResponseContentBufferSize = 64 * 1024;
                // Addresses hold the secret, the code or the access token, so nothing logs them.
            })
            .RemoveAllLoggers()
            .AddStandardResilienceHandler(resilience =>
            {
                // A code can be exchanged once. The grain's caller waits 5 s, so two quick tries fit.
                resilience.AttemptTimeout.Timeout = TimeSpan.FromSeconds(1.5);
                resilience.TotalRequestTimeout.Timeout = TimeSpan.FromSeconds(4);
                resilience.Retry.MaxRetryAttempts = 1;
                // A message that may have been sent is not sent again.
                resilience.Retry.DisableForUnsafeHttpMethods();
                resilience.Retry.Delay = TimeSpan.FromMilliseconds(200);
                resilience.CircuitBreaker.SamplingDuration = TimeSpan.FromSeconds(10);
            });

    // The simulator runs in this process, with keys in memory. The client's code is the real one, and both sides check signatures.
    private static SimulatorKeys AddSimulator(this IHostApplicationBuilder builder, WeChatOptions options)
    {
        options.BaseUrl = new($"http://127.0.0.1:{FreePort.Or(0)}/");
        var simulator = new SimulatorOptions
        {
            Urls = options.BaseUrl.ToString(),
            Folder = options.SimulatorFolder,
            FreeConsents = SimulatorHost.FreeConsents,
            AppId = options.AppId.Length > 0 ? options.AppId : null,
            AppSecret = options.AppSecret,
        };
        var keys = new SimulatorKeys(simulator);
        options.AppId = keys.AppId;
        builder.Services.AddSingleton<IHostedService>(services => new SimulatorHost(
            simulator,
            keys,
            services.GetRequiredService<TimeProvider>()
        ));
        return keys;
    }

    private static void Validate(WeChatOptions options, IHostEnvironment environment)
    {
        if (options.Simulator && environment.IsProduction())
            throw new SettingsException(
                "WeChat:Simulator is on, but in Production anybody could then log in as anybody; turn it off."
            );
        if (options.Simulator)
            return;
        if (string.IsNullOrWhiteSpace(options.AppId) || string.IsNullOrWhiteSpace(options.AppSecret))
            throw new SettingsException(
                "WeChat:Simulator is off, so WeChat:AppId and WeChat:AppSecret must both be set."
            );
    }
}
