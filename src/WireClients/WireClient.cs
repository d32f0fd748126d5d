using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FuelGrains.WireClients;

/// <summary>Requests to the product as the holder of a token, or as a stranger. No request throws for what the product does.</summary>
public sealed class WireClient(HttpClient http, string? token)
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    public Task<Reply> GetAsync(string path, CancellationToken stop) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), stop);

    /// <param name="body">Content as it is, or what to send as JSON.</param>
    /// <param name="key">The idempotency key.</param>
    public Task<Reply> PostAsync(string path, CancellationToken stop, object? body = null, string? key = null) =>
        SendAsync(HttpMethod.Post, path, body, key, stop);

    public Task<Reply> PutAsync(string path, object body, CancellationToken stop) =>
        SendAsync(HttpMethod.Put, path, body, null, stop);

    /// <summary>Sends a request that the caller made, and disposes it.</summary>
    public async Task<Reply> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var sent = request;
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
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

    private Task<Reply> SendAsync(HttpMethod method, string path, object? body, string? key, CancellationToken stop)
    {
        var request = new HttpRequestMessage(method, path) { Content = body as HttpContent };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        if (body is not (null or HttpContent))
            request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json))
            {
                Headers = { ContentType = JsonType },
            };
        return SendAsync(request, stop);
    }
}
