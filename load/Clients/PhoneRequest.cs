using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FuelGrains.Load.Clients;

/// <summary>One request of a logged-in phone. Never throws for what the product does.</summary>
internal static class PhoneRequest
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static async Task<Reply> SendAsync(
        HttpClient http,
        Customer customer,
        HttpMethod method,
        string path,
        CancellationToken stop,
        string? key = null,
        object? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + customer.Token);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not null)
            request.Content = JsonContent.Create(body, Json);
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
}
