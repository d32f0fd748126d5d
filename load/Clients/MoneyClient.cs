namespace FuelGrains.Load.Clients;

/// <summary>What a phone does about money: buy, pay, cancel, look, ask for it back. Never throws for what the product does.</summary>
internal sealed class MoneyClient(HttpClient http)
{
    public Task<Reply> BuyAsync(Customer customer, Guid sale, int quantity, string key, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/flash-sales/{sale}/orders", stop, key, new { quantity });

    public Task<Reply> PayAsync(Customer customer, Guid order, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/orders/{order}/pay", stop);

    public Task<Reply> CancelAsync(Customer customer, Guid order, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Post, $"api/orders/{order}/cancel", stop);

    public Task<Reply> RefundAsync(
        Customer customer,
        Guid order,
        Guid[] voucherIds,
        string key,
        CancellationToken stop
    ) => SendAsync(customer, HttpMethod.Post, $"api/orders/{order}/refunds", stop, key, new { voucherIds });

    public Task<Reply> OrderAsync(Customer customer, Guid order, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Get, $"api/orders/{order}", stop);

    public Task<Reply> VouchersAsync(Customer customer, CancellationToken stop) =>
        SendAsync(customer, HttpMethod.Get, "api/vouchers?limit=100", stop);

    private Task<Reply> SendAsync(
        Customer customer,
        HttpMethod method,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    ) => PhoneRequest.SendAsync(http, customer, method, path, stop, key, body);
}
