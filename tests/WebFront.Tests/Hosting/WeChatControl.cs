using System.Net.Http.Json;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Tells the simulator of WeChat what to do, and asks what it did (src/WeChatSimulator/README.md).</summary>
public sealed class WeChatControl(HttpClient http, Uri address)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<string> NumberOfAsync(string prepayId) =>
        (await GetAsync($"/control/trades?prepayId={prepayId}")).GetProperty("outTradeNo").GetString()!;

    public Task<JsonElement> TradeAsync(string outTradeNo) => GetAsync($"/control/trades/{outTradeNo}");

    public Task<JsonElement> RefundAsync(string outRefundNo) => GetAsync($"/control/refunds/{outRefundNo}");

    /// <summary>Pays; answers the trade.</summary>
    public Task<JsonElement> PayAsync(
        string outTradeNo,
        long? amountFen = null,
        string? currency = null,
        string? merchantId = null,
        string? appId = null,
        bool late = false,
        bool force = false
    ) =>
        PostAsync(
            "pay",
            new
            {
                outTradeNo,
                amountFen,
                currency,
                merchantId,
                appId,
                late,
                force,
            }
        );

    public Task<JsonElement> OrphanAsync(string outTradeNo, long amountFen, Uri notifyUrl) =>
        PostAsync(
            "orphan",
            new
            {
                outTradeNo,
                amountFen,
                notifyUrl,
            }
        );

    public Task FaultAsync(
        string operation,
        string kind,
        int? times = null,
        int? holdMs = null,
        string? code = null,
        int? copies = null
    ) =>
        PostAsync(
            "faults",
            new
            {
                operation,
                kind,
                times,
                holdMs,
                code,
                copies,
            }
        );

    public async Task NoFaultsAsync() =>
        (await http.DeleteAsync(new Uri(address, "/control/faults"), Ct)).EnsureSuccessStatusCode();

    public Task<JsonElement> ForgeAsync(string kind, string outTradeNo, int count = 1) =>
        PostAsync(
            "forge",
            new
            {
                kind,
                outTradeNo,
                count,
                parallel = count,
            }
        );

    /// <summary>The genuine callback again, all copies at once.</summary>
    public Task<JsonElement> ResendAsync(string outTradeNo, int copies) =>
        PostAsync("resend", new { outTradeNo, copies });

    /// <summary>How refunds end from now on, or how one ends.</summary>
    public Task RefundsEndAsync(string outcome, string? outRefundNo = null) =>
        PostAsync("refund-outcomes", new { outcome, outRefundNo });

    /// <summary>How the bills of a day differ from what the simulator knows.</summary>
    public Task BillAsync(string day, object order) => PostAsync($"bills/{day}", order);

    /// <summary>The journal's lines about a payment, found by its number.</summary>
    public async Task<JsonElement[]> JournalAsync(string what, string outTradeNo)
    {
        using var answer = await http.GetAsync(new Uri(address, "/control/journal"), Ct);
        return
        [
            .. (await answer.Content.ReadAsStringAsync(Ct))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(line))
                .Where(line => line.GetProperty("what").GetString() == what)
                .Where(line =>
                    line.TryGetProperty(what == "notify" ? "number" : "outTradeNo", out var number)
                    && number.GetString() == outTradeNo
                ),
        ];
    }

    private async Task<JsonElement> GetAsync(string path) =>
        await ReadAsync(await http.GetAsync(new Uri(address, path), Ct));

    private async Task<JsonElement> PostAsync(string path, object body) =>
        await ReadAsync(await http.PostAsJsonAsync(new Uri(address, $"/control/{path}"), body, Ct));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        using var owned = response;
        var text = await response.Content.ReadAsStringAsync(Ct);
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }
}
