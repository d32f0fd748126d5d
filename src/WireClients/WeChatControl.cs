using System.Text.Json;

namespace FuelGrains.WireClients;

/// <summary>The control routes of the simulator of WeChat: they pay as a phone does, and make the simulator misbehave.</summary>
public sealed class WeChatControl(HttpClient http)
{
    private readonly WireClient _wire = new(http, null);

    public Task<Dictionary<string, string>> SettingsAsync(CancellationToken stop) =>
        GetAsync<Dictionary<string, string>>("control/settings", stop);

    /// <summary>Pays; null when WeChat takes no money for this prepay, because it is paid, closed or too late.</summary>
    public async Task<TradeReply?> PayAsync(PhonePayment payment, CancellationToken stop)
    {
        var reply = await _wire.PostAsync("control/pay", stop, payment);
        return reply.Kind == ReplyKind.Refused ? null : Read<TradeReply>("control/pay", reply);
    }

    public Task<TradeReply> TradeAsync(string prepayId, CancellationToken stop) =>
        GetAsync<TradeReply>($"control/trades?prepayId={prepayId}", stop);

    public Task<TradeReply> TradeOfNumberAsync(string outTradeNo, CancellationToken stop) =>
        GetAsync<TradeReply>($"control/trades/{outTradeNo}", stop);

    public Task<TradeRefundReply> RefundAsync(string outRefundNo, CancellationToken stop) =>
        GetAsync<TradeRefundReply>($"control/refunds/{outRefundNo}", stop);

    /// <summary>Where the money of a payment is at WeChat, and the report about its goods.</summary>
    public Task<ShippingReply> ShippingAsync(string outTradeNo, CancellationToken stop) =>
        GetAsync<ShippingReply>($"control/shipping/{outTradeNo}", stop);

    /// <summary>Whether payments that are made from now on are frozen until their shipping is reported.</summary>
    public Task ManageShippingAsync(bool managed, CancellationToken stop) =>
        PostAsync("control/shipping", new { managed }, stop);

    /// <summary>Issues a code of getPhoneNumber, as the mini-program's button does.</summary>
    /// <param name="appId">Another mini-program's id; null: the product's own.</param>
    public async Task<string> PhoneCodeAsync(
        string number,
        CancellationToken stop,
        string country = "86",
        string? appId = null
    ) =>
        (
            await PostAsync<PhoneCodeReply>(
                "control/phone-codes",
                new
                {
                    number,
                    country,
                    appId,
                },
                stop
            )
        ).Code;

    public Task OrphanAsync(string outTradeNo, long amountFen, string notifyUrl, CancellationToken stop) =>
        PostAsync(
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

    public Task<IReadOnlyList<FaultReply>> FaultsAsync(CancellationToken stop) =>
        GetAsync<IReadOnlyList<FaultReply>>("control/faults", stop);

    public async Task HealAsync(CancellationToken stop) =>
        Checked("control/faults", await _wire.SendAsync(new(HttpMethod.Delete, "control/faults"), stop));

    /// <summary>Sets what refunds may take; null ends the limit.</summary>
    public Task SetBalanceAsync(long? balanceFen, CancellationToken stop) =>
        PostAsync("control/account", new { balanceFen }, stop);

    /// <summary>Makes WeChat know so many of the next new trade numbers from elsewhere.</summary>
    public Task UseNumbersAsync(int next, CancellationToken stop) =>
        PostAsync("control/used-numbers", new { next }, stop);

    /// <summary>Limits how often an operation is taken; null ends the limit.</summary>
    public Task LimitAsync(string operation, int? perSecond, CancellationToken stop) =>
        PostAsync("control/limits", new { operation, perSecond }, stop);

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

    /// <summary>Sends the genuine callback again, all copies at once.</summary>
    public Task<ForgeReply> ResendAsync(string outTradeNo, CancellationToken stop, int copies = 1) =>
        PostAsync<ForgeReply>("control/resend", new { outTradeNo, copies }, stop);

    /// <summary>Decides how refunds end that are accepted from now on.</summary>
    public Task EndRefundsAsync(string outcome, CancellationToken stop) =>
        PostAsync("control/refund-outcomes", new { outcome }, stop);

    /// <summary>Decides how this refund ends, also when it ended ABNORMAL before.</summary>
    public Task EndRefundAsync(string outRefundNo, string outcome, CancellationToken stop) =>
        PostAsync("control/refund-outcomes", new { outcome, outRefundNo }, stop);

    /// <summary>Waits, and returns how many callbacks and refunds are still under way after the time given.</summary>
    public async Task<int> DrainAsync(TimeSpan within, CancellationToken stop) =>
        (await PostAsync<DrainReply>("control/drain", new { withinMs = within.TotalMilliseconds }, stop)).Pending;

    /// <summary>How the bills of a day differ from what the simulator knows.</summary>
    public Task OrderBillAsync(DateOnly day, BillOrder order, CancellationToken stop) =>
        OrderBillAsync($"{day:yyyy-MM-dd}", order, stop);

    public Task OrderBillAsync(string day, object order, CancellationToken stop) =>
        PostAsync($"control/bills/{day}", order, stop);

    /// <summary>Sets how far WeChat's clock is ahead of this machine's.</summary>
    public Task SetClockAsync(TimeSpan ahead, CancellationToken stop) =>
        PostAsync("control/clock", new { offsetMs = ahead.TotalMilliseconds }, stop);

    /// <summary>The journal's lines about a payment, found by its number.</summary>
    public async Task<JsonElement[]> JournalAsync(string what, string outTradeNo, CancellationToken stop) =>
        [
            .. Checked("control/journal", await _wire.GetAsync("control/journal", stop))
                .Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonElement.Parse(line))
                .Where(line => line.GetProperty("what").GetString() == what)
                .Where(line =>
                    line.TryGetProperty(what == "notify" ? "number" : "outTradeNo", out var number)
                    && number.GetString() == outTradeNo
                ),
        ];

    private async Task<T> GetAsync<T>(string path, CancellationToken stop)
        where T : class => Read<T>(path, await _wire.GetAsync(path, stop));

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken stop)
        where T : class => Read<T>(path, await PostAsync(path, body, stop));

    private async Task<Reply> PostAsync(string path, object body, CancellationToken stop) =>
        Checked(path, await _wire.PostAsync(path, stop, body));

    private static T Read<T>(string path, Reply reply)
        where T : class => Checked(path, reply).Read<T>() ?? throw Unexpected(path, reply);

    private static Reply Checked(string path, Reply reply) => reply.Accepted ? reply : throw Unexpected(path, reply);

    private static UnexpectedReplyException Unexpected(string path, Reply reply) =>
        new($"The simulator answered {path} with {reply.Status} {reply.Slug}: {reply.Body}");
}

/// <param name="Late">Pays also after time_expire.</param>
/// <param name="Force">Pays also when the number is closed.</param>
/// <param name="CouponFen">The part that a coupon of WeChat pays.</param>
/// <param name="OutTradeNo">Names the payment instead of <paramref name="PrepayId"/>.</param>
/// <param name="CouponType">CASH, which reaches the merchant as money, or NOCASH, which does not; null: CASH.</param>
/// <param name="Silent">No callback ever tells of the payment.</param>
public sealed record PhonePayment(
    string? PrepayId,
    long? AmountFen = null,
    string? Currency = null,
    string? MerchantId = null,
    string? AppId = null,
    bool Late = false,
    bool Force = false,
    string? OutTradeNo = null,
    long? CouponFen = null,
    string? CouponType = null,
    bool Silent = false
);

public sealed record TradeReply(
    string OutTradeNo,
    string PrepayId,
    long AmountFen,
    string State,
    string? TransactionId,
    string NotifyUrl,
    IReadOnlyList<TradeRefundReply> Refunds
);

/// <param name="State">unpaid, free (not managed), frozen, shipped (reported, released soon), released or refunded.</param>
/// <param name="Count">How many reports WeChat took: the second is the one correction.</param>
public sealed record ShippingReply(string State, int? Logistics, string? Items, int Count);

/// <param name="PayerFen">The part that goes back to the payer; the rest goes back to a coupon.</param>
public sealed record TradeRefundReply(string OutRefundNo, long RefundFen, long PayerFen, string Status);

/// <param name="HoldMs">The length of a delay or a silence.</param>
/// <param name="Times">How often it happens; null: until it is healed.</param>
public sealed record FaultOrder(
    string Operation,
    string Kind,
    double Probability = 1,
    double? HoldMs = null,
    int? Copies = null,
    int? Status = null,
    string? Code = null,
    int? Times = null
);

public sealed record PhoneCodeReply(string Code);

public sealed record FaultReply(int Id, string? Operation, string? Kind, int Hits);

public sealed record DrainReply(int Pending);

public sealed record ForgeReply(IReadOnlyDictionary<string, int> Statuses, IReadOnlyList<string> Bodies);
