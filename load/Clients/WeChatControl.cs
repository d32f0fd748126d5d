using System.Net;
using System.Net.Http.Json;

namespace FuelGrains.Load.Clients;

/// <summary>The simulator of WeChat from its outside: the phone that pays, and the hand that makes it misbehave.</summary>
internal sealed class WeChatControl(HttpClient http)
{
    public async Task<Dictionary<string, string>> SettingsAsync(CancellationToken stop) =>
        (await http.GetFromJsonAsync<Dictionary<string, string>>("control/settings", Wire.Options, stop))!;

    /// <summary>Null: it takes no money for this prepay, because it is paid, closed or too late.</summary>
    public async Task<TradeReply?> PayAsync(PhonePayment payment, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync("control/pay", payment, Wire.Options, stop);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<TradeReply>(Wire.Options, stop)
            : null;
    }

    public async Task<TradeReply> TradeAsync(string prepayId, CancellationToken stop) =>
        (await http.GetFromJsonAsync<TradeReply>($"control/trades?prepayId={prepayId}", Wire.Options, stop))!;

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
        (await http.GetFromJsonAsync<List<FaultReply>>("control/faults", Wire.Options, stop))!;

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

    /// <summary>How refunds end that are accepted from now on.</summary>
    public Task EndRefundsAsync(string outcome, CancellationToken stop) =>
        PostAsync<object>("control/refund-outcomes", new { outcome }, stop);

    /// <summary>How this one ends, also when it ended ABNORMAL before.</summary>
    public Task EndRefundAsync(string outRefundNo, string outcome, CancellationToken stop) =>
        PostAsync<object>("control/refund-outcomes", new { outcome, outRefundNo }, stop);

    /// <summary>What is still under way after the time given.</summary>
    public async Task<int> DrainAsync(TimeSpan within, CancellationToken stop) =>
        (await PostAsync<DrainReply>("control/drain", new { withinMs = within.TotalMilliseconds }, stop)).Pending;

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Wire.Options, stop);
        if (!answer.IsSuccessStatusCode)
            throw new CannotRunException(
                $"The simulator answered {path} with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(stop)}"
            );
        // Some answer nothing, and nobody reads it.
        if (answer.StatusCode == HttpStatusCode.NoContent || answer.Content.Headers.ContentLength is 0)
            return default!;
        return (await answer.Content.ReadFromJsonAsync<T>(Wire.Options, stop))!;
    }
}

/// <param name="Late">Also after time_expire.</param>
/// <param name="Force">Also when the number is closed.</param>
internal sealed record PhonePayment(
    string PrepayId,
    long? AmountFen = null,
    string? Currency = null,
    string? MerchantId = null,
    string? AppId = null,
    bool Late = false,
    bool Force = false
);

internal sealed record TradeReply(
    string OutTradeNo,
    string PrepayId,
    long AmountFen,
    string State,
    string? TransactionId,
    string NotifyUrl
);

/// <param name="HoldMs">How long a delay or a silence lasts.</param>
internal sealed record FaultOrder(
    string Operation,
    string Kind,
    double Probability,
    double? HoldMs = null,
    int? Copies = null,
    int? Status = null,
    string? Code = null
);

internal sealed record FaultReply(int Id, string? Operation, string? Kind, int Hits);

internal sealed record DrainReply(int Pending);

internal sealed record ForgeReply(IReadOnlyDictionary<string, int> Statuses, IReadOnlyList<string> Bodies);
