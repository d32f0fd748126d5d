using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Calls the product as somebody.</summary>
public sealed class ApiClient(HttpClient http, Uri address, string? token)
{
    public string? Token => token;

    /// <summary>The caller; empty for staff and strangers.</summary>
    public CustomerId Customer { get; init; }

    public Task<Answer> GetAsync(string path) => SendAsync(new(HttpMethod.Get, new Uri(address, path)));

    public Task<Answer> PostAsync(string path, object? body = null, string? key = null) =>
        PostAsync(path, body is null ? null : JsonContent.Create(body, body.GetType()), key);

    public Task<Answer> PutAsync(string path, object body) =>
        SendAsync(new(HttpMethod.Put, new Uri(address, path)) { Content = JsonContent.Create(body, body.GetType()) });

    public Task<Answer> PostTextAsync(string path, string json, string? key = null, string type = "application/json") =>
        PostAsync(path, new StringContent(json, Encoding.UTF8, type), key);

    public Task<Answer> PostAsync(string path, HttpContent? body, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = body };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return SendAsync(request);
    }

    public Task<Answer> OrderAsync(TestSale sale, int quantity = 1, string? key = null) =>
        PostAsync($"/api/flash-sales/{sale.Id}/orders", new { quantity }, key ?? Guid.NewGuid().ToString());

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var sent = request;
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
