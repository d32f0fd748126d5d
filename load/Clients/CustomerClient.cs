using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FuelGrains.Load.Clients;

/// <summary>What a phone does: log in, press the button, look at its orders.</summary>
internal sealed class CustomerClient(HttpClient http)
{
    private static readonly byte[] OneUnit = "{\"quantity\":1}"u8.ToArray();
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>Null when the product asks to come back later.</summary>
    public async Task<Customer?> LoginAsync(string code, CancellationToken stop)
    {
        using var answer = await http.PostAsJsonAsync("api/login", new { code }, stop);
        if ((int)answer.StatusCode is 429 or >= 500)
            return null;
        if (!answer.IsSuccessStatusCode)
            throw new CannotRunException(
                $"Login answered {(int)answer.StatusCode}; the load program needs the WeChat simulator on."
            );
        var reply = (await answer.Content.ReadFromJsonAsync<LoginReply>(stop))!;
        return new(reply.CustomerId, reply.Token);
    }

    public async Task<Answer> BuyAsync(Guid sale, Customer customer, string key, CancellationToken stop)
    {
        using var request = Authorized(HttpMethod.Post, $"api/flash-sales/{sale}/orders", customer);
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Content = new ByteArrayContent(OneUnit) { Headers = { ContentType = Json } };
        try
        {
            using var answer = await http.SendAsync(request, stop);
            return await Answer.ReadAsync(answer, stop);
        }
        catch (HttpRequestException)
        {
            return Answer.None("connection");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Answer.None("timeout");
        }
    }

    /// <summary>The newest orders of a customer, a run makes fewer than one page of them; null when the product asks to come back later.</summary>
    public async Task<IReadOnlyList<OrderReply>?> OrdersAsync(Customer customer, CancellationToken stop)
    {
        using var request = Authorized(HttpMethod.Get, "api/orders?limit=20", customer);
        using var answer = await http.SendAsync(request, stop);
        if ((int)answer.StatusCode is 429 or 503)
            return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<OrderList>(stop))!.Orders;
    }

    private static HttpRequestMessage Authorized(HttpMethod method, string path, Customer customer)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + customer.Token);
        return request;
    }
}
