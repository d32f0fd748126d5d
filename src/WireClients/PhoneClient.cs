namespace FuelGrains.WireClients;

/// <summary>A customer who is logged in on a phone.</summary>
public sealed record Customer(Guid Id, string Token);

/// <summary>A phone's requests to the product.</summary>
public sealed class PhoneClient(HttpClient http)
{
    private readonly WireClient _stranger = new(http, null);

    /// <summary>Logs in; null when the product is away, or asks to come back later.</summary>
    public async Task<Customer?> LoginAsync(string code, CancellationToken stop) =>
        Read(await TryToLogInAsync(code, stop));

    /// <summary>Logs in, again while the product is away or asks to come back later; null when the attempts are used up.</summary>
    public async Task<Customer?> LoginAsync(
        string code,
        RetryPolicy retries,
        TimeProvider time,
        CancellationToken stop
    ) => Read(await retries.SendAsync(_ => TryToLogInAsync(code, stop), time, stop));

    public Task<Reply> BuyAsync(Customer customer, Guid sale, int quantity, string key, CancellationToken stop) =>
        PostAsync(customer, $"api/flash-sales/{sale}/orders", stop, key, new { quantity });

    public Task<Reply> PayAsync(Customer customer, Guid order, CancellationToken stop) =>
        PostAsync(customer, $"api/orders/{order}/pay", stop);

    /// <summary>Asks whether an order is paid, as a customer who comes back from wx.requestPayment.</summary>
    public Task<Reply> QueryPaymentAsync(Customer customer, Guid order, CancellationToken stop) =>
        PostAsync(customer, $"api/orders/{order}/pay/query", stop);

    public Task<Reply> CancelAsync(Customer customer, Guid order, CancellationToken stop) =>
        PostAsync(customer, $"api/orders/{order}/cancel", stop);

    public Task<Reply> RefundAsync(
        Customer customer,
        Guid order,
        Guid[] voucherIds,
        string key,
        CancellationToken stop
    ) => PostAsync(customer, $"api/orders/{order}/refunds", stop, key, new { voucherIds });

    public Task<Reply> OrderAsync(Customer customer, Guid order, CancellationToken stop) =>
        GetAsync(customer, $"api/orders/{order}", stop);

    /// <summary>The newest orders of a customer; a run makes fewer than one page of them.</summary>
    public Task<Reply> OrdersAsync(Customer customer, CancellationToken stop) =>
        GetAsync(customer, "api/orders?limit=20", stop);

    public Task<Reply> VouchersAsync(Customer customer, CancellationToken stop) =>
        GetAsync(customer, "api/vouchers?limit=100", stop);

    public Task<Reply> OpenTeamAsync(Customer customer, Guid campaign, int size, string key, CancellationToken stop) =>
        PostAsync(customer, $"api/group-buys/{campaign}/teams", stop, key, new { size });

    /// <param name="team">Id or share code.</param>
    public Task<Reply> JoinTeamAsync(Customer customer, string team, string key, CancellationToken stop) =>
        PostAsync(customer, $"api/teams/{team}/seats", stop, key, new { });

    /// <param name="team">Id or share code.</param>
    public Task<Reply> LeaveTeamAsync(Customer customer, string team, CancellationToken stop) =>
        PostAsync(customer, $"api/teams/{team}/leave", stop);

    /// <param name="team">Id or share code.</param>
    public Task<Reply> TeamAsync(Customer customer, string team, CancellationToken stop) =>
        GetAsync(customer, $"api/teams/{team}", stop);

    public Task<Reply> PumpAsync(Customer customer, Guid station, int pump, CancellationToken stop) =>
        GetAsync(customer, $"api/stations/{station}/pumps/{pump}", stop);

    public Task<Reply> OrderFuelAsync(
        Customer customer,
        Guid station,
        int pump,
        object body,
        string key,
        CancellationToken stop
    ) => PostAsync(customer, $"api/stations/{station}/pumps/{pump}/orders", stop, key, body);

    /// <param name="before">The id at which the page before ended.</param>
    public Task<Reply> FuelOrdersAsync(Customer customer, Guid? before, CancellationToken stop) =>
        GetAsync(customer, $"api/fuel-orders?limit=100{(before is null ? "" : $"&before={before}")}", stop);

    /// <summary>Presses the button on the simulator's payment page; false when the payment was not taken.</summary>
    public async Task<bool> PressPayPageAsync(Uri page, CancellationToken stop)
    {
        using var form = new FormUrlEncodedContent([new("action", "pay")]);
        return (await _stranger.PostAsync(page.OriginalString, stop, form)).Status is > 0 and < 400;
    }

    private Task<Reply> TryToLogInAsync(string code, CancellationToken stop) =>
        _stranger.PostAsync("api/login", stop, new { code });

    private static Customer? Read(Reply login) =>
        login.Kind == ReplyKind.Refused
            ? throw new UnexpectedReplyException($"Login answered {login.Status}; it needs the WeChat simulator on.")
        : login.Read<LoginReply>() is { } reply ? new(reply.CustomerId, reply.Token)
        : null;

    private Task<Reply> GetAsync(Customer customer, string path, CancellationToken stop) =>
        new WireClient(http, customer.Token).GetAsync(path, stop);

    private Task<Reply> PostAsync(
        Customer customer,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    ) => new WireClient(http, customer.Token).PostAsync(path, stop, body, key);

    private sealed record LoginReply(string Token, Guid CustomerId);
}
