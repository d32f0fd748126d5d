using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FuelGrains.WireClients;

/// <summary>A customer who is logged in on a phone.</summary>
public sealed record Customer(Guid Id, string Token);

/// <summary>A phone's requests to the product. No request throws for what the product does, but a login.</summary>
public sealed class PhoneClient(HttpClient http)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Logs in; null when the product asks to come back later.</summary>
    public async Task<Customer?> LoginAsync(string code, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync("api/login", new { code }, stop);
        if ((int)answer.StatusCode is 429 or >= 500)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new UnexpectedReplyException(
                $"Login answered {(int)answer.StatusCode}; the load program needs the WeChat simulator on."
            );
        var reply = (await answer.Content.ReadFromJsonAsync<LoginReply>(stop))!;
        return new(reply.CustomerId, reply.Token);
    }

    /// <summary>Logs in, again while the product is away or asks to come back later; null when the attempts are used up.</summary>
    public async Task<Customer?> LoginAsync(string code, RetryPolicy retries, TimeProvider time, CancellationToken stop)
    {
        var reply = await retries.SendAsync(
            _ => SendAsync(null, HttpMethod.Post, "api/login", stop, body: new { code }),
            time,
            stop
        );
        if (reply.Kind == ReplyKind.Refused)
            throw new UnexpectedReplyException(
                $"Login answered {reply.Status}; the load program needs the WeChat simulator on."
            );
        return reply.Read<LoginReply>() is { } login ? new(login.CustomerId, login.Token) : null;
    }

    public Task<Reply> BuyAsync(Customer customer, Guid sale, int quantity, string key, CancellationToken stop) =>
        PostAsync(customer, $"api/flash-sales/{sale}/orders", stop, key, new { quantity });

    public Task<Reply> PayAsync(Customer customer, Guid order, CancellationToken stop) =>
        PostAsync(customer, $"api/orders/{order}/pay", stop);

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
        using var request = new HttpRequestMessage(HttpMethod.Post, page);
        request.Content = new FormUrlEncodedContent([new("action", "pay")]);
        return (await SendAsync(request, stop)).Status is > 0 and < 400;
    }

    private Task<Reply> GetAsync(Customer customer, string path, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Get, path, stop);

    private Task<Reply> PostAsync(
        Customer customer,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    ) => SendAsync(customer, HttpMethod.Post, path, stop, key, body);

    private async Task<Reply> SendAsync(
        Customer? customer,
        HttpMethod method,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (customer is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + customer.Token);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null)
            request.Content = new ByteArrayContent(
                JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Reply.Json)
            )
            {
                Headers = { ContentType = Json },
            };
        return await SendAsync(request, stop);
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            using var answer = await http.SendAsync(request, stop);
            return await Reply.ReadAsync(answer, stop);
        }
        catch (HttpRequestException)
        {
            return Reply.None("connection");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Reply.None("timeout");
        }
    }

    private sealed record LoginReply(string Token, Guid CustomerId);
}
