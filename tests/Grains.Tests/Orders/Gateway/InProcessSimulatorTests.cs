using System.Net.Http.Json;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Customers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Development without a single setting: WeChat is inside the process and calls back to the process's own address.</summary>
public sealed class InProcessSimulatorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://[::]:0")]
    public async Task A_payment_goes_all_the_way_round(string listensOn)
    {
        await using var app = Build(listensOn);
        var callback = new TaskCompletionSource<Callback>(TaskCreationOptions.RunContinuationsAsynchronously);
        app.MapPost(
            "/api/wechat/pay-notify",
            async (HttpContext http, IWeChatPay pay) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, http.RequestAborted);
                string Header(string name) => http.Request.Headers[$"Wechatpay-{name}"].ToString();
                callback.SetResult(
                    pay.Read(
                        new(
                            Header("Timestamp"),
                            Header("Nonce"),
                            Header("Signature"),
                            Header("Serial"),
                            body.ToArray()
                        ),
                        TimeProvider.System.GetUtcNow()
                    )
                );
            }
        );
        await app.StartAsync(Ct);

        var pay = app.Services.GetRequiredService<IWeChatPay>();
        var ask = WeChatFixture.Ask();
        (await pay.PrepayAsync(ask, Ct)).Outcome.ShouldBe(PrepayOutcome.Ready);
        using var http = new HttpClient { BaseAddress = app.Services.GetRequiredService<WeChatOptions>().BaseUrl };
        using var answer = await http.PostAsJsonAsync("/control/pay", new { ask.OutTradeNo }, Ct);
        answer.EnsureSuccessStatusCode();
        (await callback.Task.WaitAsync(TimeSpan.FromSeconds(10), TimeProvider.System, Ct))
            .Payment.ShouldNotBeNull()
            .AmountFen.ShouldBe(ask.AmountFen);
        (await pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Paid);
    }

    private static WebApplication Build(string listensOn)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(listensOn);
        builder.Environment.EnvironmentName = "Development";
        builder.Configuration["WeChat:Simulator"] = "true";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddWeChat();
        return builder.Build();
    }
}
