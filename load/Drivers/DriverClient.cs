using System.Net.Http.Json;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Drivers;

/// <summary>What a driver's phone does at a pump. Null and false mean: not now, ask again.</summary>
internal sealed class DriverClient(HttpClient http, Customer driver)
{
    public async Task<PumpReply?> PumpAsync(Guid station, int pump, CancellationToken stop) =>
        await ReadAsync<PumpReply>(await SendAsync(HttpMethod.Get, $"api/stations/{station}/pumps/{pump}", null, null, stop), stop);

    public async Task<FuelOrderReply?> PlaceAsync(Guid station, int pump, object body, string key, CancellationToken stop) =>
        await ReadAsync<FuelOrderReply>(await SendAsync(HttpMethod.Post, $"api/stations/{station}/pumps/{pump}/orders", body, key, stop), stop);

    public async Task<FuelOrderReply?> OrderAsync(Guid order, CancellationToken stop) =>
        await ReadAsync<FuelOrderReply>(await SendAsync(HttpMethod.Get, $"api/orders/{order}", null, null, stop), stop);

    /// <summary>Prepares the payment, and presses the button on the simulator's page.</summary>
    public async Task<bool> PayAsync(Guid order, CancellationToken stop)
    {
        var ready = await ReadAsync<PayReply>(await SendAsync(HttpMethod.Post, $"api/orders/{order}/pay", null, null, stop), stop);
        if (ready is null) return false;
        if (ready.PayPage is null) throw new CannotRunException("Drivers can pay only where the product runs beside the simulator of WeChat.");
        using var form = new FormUrlEncodedContent([new("action", "pay")]);
        using var paid = await http.PostAsync(ready.PayPage, form, stop);
        return paid.IsSuccessStatusCode;
    }

    private async Task<HttpResponseMessage?> SendAsync(HttpMethod method, string path, object? body, string? key, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + driver.Token);
        if (key is not null) request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            return await http.SendAsync(request, stop);
        }
        catch (Exception error) when (!stop.IsCancellationRequested && error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpResponseMessage? answer, CancellationToken stop)
        where T : class
    {
        using var owned = answer;
        return answer is { IsSuccessStatusCode: true } ? await answer.Content.ReadFromJsonAsync<T>(stop) : null;
    }
}
