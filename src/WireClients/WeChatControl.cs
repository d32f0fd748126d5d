using System.Net;
using System.Net.Http.Json;

namespace FuelGrains.WireClients;

/// <summary>The control routes of the simulator of WeChat: they pay as a phone does, and make the simulator misbehave.</summary>
public sealed class WeChatControl(HttpClient http)
{
    public async Task<Dictionary<string, string>> SettingsAsync(CancellationToken stop) =>
        (await http.GetFromJsonAsync<Dictionary<string, string>>("control/settings", Reply.Json, stop))!;

    /// <summary>Pays; null when WeChat takes no money for this prepay, because it is paid, closed or too late.</summary>
    public async Task<TradeReply?> PayAsync(PhonePayment payment, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync("control/pay", payment, Reply.Json, stop);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<TradeReply>(Reply.Json, stop) : null;
    }

    public async Task<TradeReply> TradeAsync(string prepayId, CancellationToken stop) =>
        (await http.GetFromJsonAsync<TradeReply>($"control/trades?prepayId={prepayId}", Reply.Json, stop))!;

    public Task OrphanAsync(string outTradeNo, long amountFen, string notifyUrl, CancellationToken stop) =>
        PostAsync<object>(
            "control/orphan",
            new
            {
                outTradeNo,
                amountFen,
                notifyUrl,
            },
            stop
        );

    public async Task<int> BreakAsync(FaultOrder fault, CancellationToken stop) =>
        (await PostAsync<FaultReply>("control/faults", fault, stop)).Id;

    public async Task<IReadOnlyList<FaultReply>> FaultsAsync(CancellationToken stop) =>
        (await http.GetFromJsonAsync<List<FaultReply>>("control/faults", Reply.Json, stop))!;

    public async Task HealAsync(CancellationToken stop)
    {
        using var answer = await http.DeleteAsync(new Uri("control/faults", UriKind.Relative), stop);
        answer.EnsureSuccessStatusCode();
    }

    public Task<ForgeReply> ForgeAsync(string kind, string outTradeNo, int count, CancellationToken stop) =>
        PostAsync<ForgeReply>(
            "control/forge",
            new
            {
                kind,
                outTradeNo,
                count,
                parallel = count,
            },
            stop
        );

    public Task ResendAsync(string outTradeNo, CancellationToken stop) =>
        PostAsync<object>("control/resend", new { outTradeNo }, stop);

    /// <summary>Decides how refunds end that are accepted from now on.</summary>
    public Task EndRefundsAsync(string outcome, CancellationToken stop) =>
        PostAsync<object>("control/refund-outcomes", new { outcome }, stop);

    /// <summary>Decides how this refund ends, also when it ended ABNORMAL before.</summary>
    public Task EndRefundAsync(string outRefundNo, string outcome, CancellationToken stop) =>
        PostAsync<object>("control/refund-outcomes", new { outcome, outRefundNo }, stop);

    /// <summary>Waits, and returns how many callbacks and refunds are still under way after the time given.</summary>
    public async Task<int> DrainAsync(TimeSpan within, CancellationToken stop) =>
        (await PostAsync<DrainReply>("control/drain", new { withinMs = within.TotalMilliseconds }, stop)).Pending;

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Reply.Json, stop);
        if (!answer.IsSuccessStatusCode)
            throw new UnexpectedReplyException(
                $"The simulator answered {path} with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}"
            );
        // Some routes answer nothing, and nobody reads it.
        if (answer.StatusCode == HttpStatusCode.NoContent || answer.Content.Headers.ContentLength is 0)
            return default!;
        return (await answer.Content.ReadFromJsonAsync<T>(Reply.Json, stop))!;
    }
}

/// <param name="Late">Pays also after time_expire.</param>
/// <param name="Force">Pays also when the number is closed.</param>
public sealed record PhonePayment(
    string PrepayId,
    long? AmountFen = null,
    string? Currency = null,
    string? MerchantId = null,
    string? AppId = null,
    bool Late = false,
    bool Force = false
);

public sealed record TradeReply(
    string OutTradeNo,
    string PrepayId,
    long AmountFen,
    string State,
    string? TransactionId,
    string NotifyUrl
);

/// <param name="HoldMs">The length of a delay or a silence.</param>
public sealed record FaultOrder(
    string Operation,
    string Kind,
    double Probability,
    double? HoldMs = null,
    int? Copies = null,
    int? Status = null,
    string? Code = null
);

public sealed record FaultReply(int Id, string? Operation, string? Kind, int Hits);

public sealed record DrainReply(int Pending);

public sealed record ForgeReply(IReadOnlyDictionary<string, int> Statuses, IReadOnlyList<string> Bodies);
