using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Customers;
using FuelGrains.WeChatSimulator.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>The simulator on a socket, the product's WeChat clients as the silo registers them, and an endpoint for callbacks.</summary>
internal sealed class WeChatFixture : IAsyncDisposable
{
    private readonly Simulator _simulator;
    private readonly IHost _host;
    private readonly WebApplication _door;
    private readonly HttpClient _control;

    private WeChatFixture(Simulator simulator, WebApplication door, IHost host)
    {
        (_simulator, _door, _host) = (simulator, door, host);
        _control = new() { BaseAddress = simulator.Address };
    }

    public IWeChatPay Pay => _host.Services.GetRequiredService<IWeChatPay>();
    public IWeChatMessages Messages => _host.Services.GetRequiredService<IWeChatMessages>();
    public IWeChatLogin Login => _host.Services.GetRequiredService<IWeChatLogin>();
    public SimulatorKeys Keys => _simulator.Keys;
    public Uri Address => _simulator.Address;

    public T Part<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public required ShiftedTime Time { get; init; }

    /// <summary>The received callbacks, read, in order of arrival.</summary>
    public ConcurrentQueue<(Callback Read, CallbackRequest Raw)> Callbacks { get; } = new();

    /// <summary>The endpoint's status for a payment or refund that it could read.</summary>
    public int Answer { get; set; } = 204;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="settings">Settings that replace the simulator's; null removes one.</param>
    public static async Task<WeChatFixture> StartAsync(
        SimulatorOptions? options = null,
        params (string Name, string? Value)[] settings
    )
    {
        options ??= new();
        // Small keys are quick to make, and no test depends on their size.
        (options.Urls, options.KeyBits) = ("http://127.0.0.1:0", 1_024);
        var simulator = await Simulator.StartAsync(options, TimeProvider.System, Ct);
        WeChatFixture? fixture = null;
        var door = await OpenDoorAsync(() => fixture!);
        var time = new ShiftedTime();
        fixture = new(simulator, door, BuildHost(simulator, door.Urls.First(), time, settings)) { Time = time };
        await fixture._host.StartAsync(Ct);
        return fixture;
    }

    /// <summary>Another process of the product, not started.</summary>
    public IHost BuildHost(params (string Name, string? Value)[] settings) =>
        BuildHost(_simulator, _door.Urls.First(), Time, settings);

    public static PrepayRequest Ask(long amountFen = 19_900, TimeSpan? within = null) =>
        new(
            $"P{Guid.NewGuid():N}"[..32],
            "95# 汽油 30 升券",
            amountFen,
            "sim-buyer",
            TimeProvider.System.GetUtcNow() + (within ?? TimeSpan.FromMinutes(10))
        );

    public async Task<PrepayRequest> PreparedAsync(long amountFen = 19_900, TimeSpan? within = null)
    {
        var ask = Ask(amountFen, within);
        (await Pay.PrepayAsync(ask, Ct)).Outcome.ShouldBe(PrepayOutcome.Ready);
        return ask;
    }

    public async Task<Transaction> PaidAsync(long amountFen = 19_900)
    {
        var ask = await PreparedAsync(amountFen);
        await ControlAsync("pay", new { ask.OutTradeNo });
        return (await Pay.QueryAsync(ask.OutTradeNo, Ct)).Transaction.ShouldNotBeNull();
    }

    public async Task<JsonElement> ControlAsync(string path, object body)
    {
        var (status, text) = await AskAsync(path, body);
        status.ShouldBeInRange(200, 204, $"{path}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>Sends a control request that the simulator refuses, and returns the reason.</summary>
    public async Task<string> RefusedAsync(string path, object body)
    {
        var (status, text) = await AskAsync(path, body);
        status.ShouldBe(409, text);
        return JsonElement.Parse(text).GetProperty("error").GetString()!;
    }

    public Task FaultAsync(string operation, string kind, object? further = null)
    {
        var order = JsonSerializer.SerializeToNode(further ?? new { })!.AsObject();
        (order["operation"], order["kind"]) = (operation, kind);
        return ControlAsync("faults", order);
    }

    public Task HealAsync() => _control.DeleteAsync(new Uri("/control/faults", UriKind.Relative), Ct);

    public async Task<string> GetAsync(string path) =>
        await _control.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

    /// <summary>The journal's lines of one kind.</summary>
    public async Task<List<JsonElement>> JournalAsync(string what) =>
        [
            .. (await GetAsync("/control/journal"))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => JsonElement.Parse(l))
                .Where(l => l.GetProperty("what").GetString() == what),
        ];

    /// <summary>Waits until the simulator has nothing under way.</summary>
    public async Task DrainAsync() =>
        (await ControlAsync("drain", new { withinMs = 10_000 })).GetProperty("pending").GetInt32().ShouldBe(0);

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        await _simulator.DisposeAsync();
        await _door.DisposeAsync();
    }

    private static IHost BuildHost(
        Simulator simulator,
        string door,
        ShiftedTime time,
        (string Name, string? Value)[] settings
    )
    {
        var given = simulator.Settings.ToDictionary(
            s => s.Key.Replace("__", ":", StringComparison.Ordinal),
            s => (string?)s.Value
        );
        given["WeChat:Simulator"] = "true";
        given["WeChatPay:NotifyBaseUrl"] = door;
        foreach (var (name, value) in settings)
            given[name] = value;
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection(given.Where(s => s.Value is not null));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.AddWeChat();
        return builder.Build();
    }

    private async Task<(int Status, string Text)> AskAsync(string path, object body)
    {
        using var answer = await _control.PostAsJsonAsync($"/control/{path}", body, Ct);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<WebApplication> OpenDoorAsync(Func<WeChatFixture> fixture)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var door = builder.Build();
        door.MapPost(
            "/api/wechat/{kind}",
            async (HttpContext http) =>
            {
                using var body = new MemoryStream();
                await http.Request.Body.CopyToAsync(body, http.RequestAborted);
                string Header(string name) => http.Request.Headers[$"Wechatpay-{name}"].ToString();
                var raw = new CallbackRequest(
                    Header("Timestamp"),
                    Header("Nonce"),
                    Header("Signature"),
                    Header("Serial"),
                    body.ToArray()
                );
                var read = fixture().Pay.Read(raw, TimeProvider.System.GetUtcNow());
                fixture().Callbacks.Enqueue((read, raw));
                return Results.StatusCode(
                    read.Verdict switch
                    {
                        CallbackVerdict.Forged => 401,
                        CallbackVerdict.Unreadable => 400,
                        CallbackVerdict.Ignored => 200,
                        _ => fixture().Answer,
                    }
                );
            }
        );
        await door.StartAsync(Ct);
        return door;
    }
}
