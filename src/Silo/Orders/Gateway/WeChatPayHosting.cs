using System.Net;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace FuelGrains.Silo.Orders.Gateway;

/// <summary>Connects to WeChat Pay as the merchant of the settings, or as the merchant of the simulator in this process.</summary>
internal static class WeChatPayHosting
{
    /// <summary>The time for one request with all its retries: a grain's caller waits 5 s and must still get an answer.</summary>
    public static readonly TimeSpan TotalTimeout = TimeSpan.FromSeconds(3.8);

    private static readonly Uri WeChatPay = new("https://api.mch.weixin.qq.com/");
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1.7);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(150);

    /// <summary>Prepays and refunds are under 2 KB.</summary>
    private const int MaxResponseBytes = 64 * 1024;

    /// <summary>Requests under way while WeChat hangs. A request beyond the limit is answered Unknown at once.</summary>
    private const int MaxAtOnce = 512;

    public static void AddWeChatPay(
        this IHostApplicationBuilder builder,
        WeChatOptions weChat,
        SimulatorKeys? simulator
    )
    {
        var options = builder.Configuration.GetSection("WeChatPay").Get<WeChatPayOptions>() ?? new();
        var baseUrl = simulator is not null
            ? weChat.BaseUrl!
            : WeChatPaySettings.BaseUrl(
                options.BaseUrl ?? (weChat.Simulator ? weChat.BaseUrl! : WeChatPay),
                builder.Environment
            );
        var services = builder.Services;
        if (simulator is null)
            services.AddSingleton(WeChatPaySettings.Read(options, weChat.AppId, builder.Environment));
        // The first payment creates the identity: a simulator's keys take a while.
        else
            services.AddSingleton(_ => Simulated(simulator, options.NotifyBaseUrl));
        services.AddSingleton<RequestSigner>();
        services.AddSingleton(provider => PlatformKeys.Of(provider.GetRequiredService<WeChatPayIdentity>()));
        services.AddSingleton<WeChatPayWire>();
        services.AddSingleton<CallbackReader>();
        services.AddSingleton<NotifyAddress>();
        services.AddSingleton<PlatformCertificates>();
        if (simulator is null)
            services.AddHostedService(provider => provider.GetRequiredService<PlatformCertificates>());
        services.AddSingleton<IWeChatPay, WeChatPay>();
        services.AddWeChatPayClient(baseUrl);
    }

    // No circuit breaker: it would stop prepays while only closes fail. GuardedGateway has one for each kind of call.
    public static void AddWeChatPayClient(this IServiceCollection services, Uri baseUrl) =>
        services
            .AddHttpClient(
                WeChatPayWire.ClientName,
                client =>
                {
                    client.BaseAddress = baseUrl;
                    client.MaxResponseContentBufferSize = MaxResponseBytes;
                    // The resilience handlers see an answer's head only; this timeout covers its body too.
                    client.Timeout = TotalTimeout;
                    client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
                    client.DefaultRequestHeaders.UserAgent.ParseAdd("FuelGrains/1.0");
                }
            )
            // Requests and answers name people and amounts, so the client logs without them.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.None,
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                    ConnectTimeout = AttemptTimeout,
                }
            )
            .AddResilienceHandler(
                "wechat-pay",
                pipeline =>
                    pipeline
                        .AddConcurrencyLimiter(MaxAtOnce)
                        .AddTimeout(TotalTimeout)
                        // Repeating a request with the same number is safe for every call of WeChat Pay.
                        .AddRetry(
                            new HttpRetryStrategyOptions
                            {
                                MaxRetryAttempts = 2,
                                Delay = RetryDelay,
                                BackoffType = DelayBackoffType.Exponential,
                                UseJitter = true,
                                // A merchant that asks too often does not ask again at once.
                                ShouldHandle = args =>
                                    ValueTask.FromResult(
                                        HttpClientResiliencePredicates.IsTransient(args.Outcome)
                                            && args.Outcome.Result?.StatusCode != HttpStatusCode.TooManyRequests
                                    ),
                            }
                        )
                        .AddTimeout(AttemptTimeout)
            );

    private static WeChatPayIdentity Simulated(SimulatorKeys keys, Uri? notifyBaseUrl) =>
        new(
            keys.AppId,
            keys.MerchantId,
            keys.Merchant.Serial,
            new(keys.Merchant.Pem),
            System.Text.Encoding.UTF8.GetBytes(keys.ApiV3Key),
            keys.PublicKey.Serial,
            new(keys.PublicKey.PublicPem),
            PlatformCertificates: false,
            notifyBaseUrl
        );
}
