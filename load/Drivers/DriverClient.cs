using System.Net.Http.Json;
using FuelGrains.Load.Burst;
using FuelGrains.Load.Clients;

namespace FuelGrains.Load.Drivers;

/// <summary>What a driver's phone does at a pump. Null and false mean: not now, ask again.</summary>
internal sealed class DriverClient(HttpClient http, Customer driver, TimeProvider time)
{
    private const int PageSize = 100;

    public Customer Driver => driver;

    public async Task<PumpReply?> PumpAsync(Guid station, int pump, CancellationToken stop) =>
        Read<PumpReply>(await SendAsync(HttpMethod.Get, $"api/stations/{station}/pumps/{pump}", stop));

    /// <summary>Repeats itself with the same key until the answer is definite: null is a refusal then.</summary>
    public async Task<FuelOrderReply?> PlaceAsync(
        Guid station,
        int pump,
        object body,
        string key,
        CancellationToken stop
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var reply = await SendAsync(
                HttpMethod.Post,
                $"api/stations/{station}/pumps/{pump}/orders",
                stop,
                body,
                key
            );
            if (reply.Kind != AnswerKind.Unknown)
                return Read<FuelOrderReply>(reply);
            await Task.Delay(RetryLimits.Before(attempt, reply.RetryAfter), time, stop);
        }
    }

    public async Task<FuelOrderReply?> OrderAsync(Guid order, CancellationToken stop) =>
        Read<FuelOrderReply>(await SendAsync(HttpMethod.Get, $"api/orders/{order}", stop));

    /// <summary>Every order for fuel that the product says this driver has; null: not now.</summary>
    public async Task<IReadOnlyList<Guid>?> OrdersAsync(CancellationToken stop)
    {
        var orders = new List<Guid>();
        for (Guid? before = null; ; )
        {
            var reply = await SendAsync(
                HttpMethod.Get,
                $"api/fuel-orders?limit={PageSize}{(before is null ? "" : $"&before={before}")}",
                stop
            );
            if (Read<FuelOrderPage>(reply) is not { } page)
                return null;
            orders.AddRange(page.Orders.Select(order => order.Id));
            if ((before = page.Next) is null)
                return orders;
        }
    }

    public async Task<IReadOnlyList<FuelVoucherReply>?> VouchersAsync(CancellationToken stop) =>
        Read<FuelVoucherPage>(await SendAsync(HttpMethod.Get, $"api/vouchers?limit={PageSize}", stop))?.Vouchers;

    /// <summary>Prepares the payment, and presses the button on the simulator's page.</summary>
    public async Task<bool> PayAsync(Guid order, CancellationToken stop)
    {
        if (Read<PayReply>(await SendAsync(HttpMethod.Post, $"api/orders/{order}/pay", stop)) is not { } ready)
            return false;
        if (ready.PayPage is null)
            throw new CannotRunException("Drivers can pay only where the product runs beside the simulator of WeChat.");
        using var form = new FormUrlEncodedContent([new("action", "pay")]);
        try
        {
            using var paid = await http.PostAsync(ready.PayPage, form, stop);
            return (int)paid.StatusCode < 400;
        }
        catch (Exception error)
            when (!stop.IsCancellationRequested && error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<Reply> SendAsync(
        HttpMethod method,
        string path,
        CancellationToken stop,
        object? body = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType()),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + driver.Token);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        try
        {
            using var answer = await http.SendAsync(request, stop);
            return await Reply.ReadAsync(answer, stop);
        }
        catch (Exception error)
            when (!stop.IsCancellationRequested && error is HttpRequestException or OperationCanceledException)
        {
            return Reply.None("connection");
        }
    }

    private static T? Read<T>(Reply reply)
        where T : class => reply.Accepted ? reply.Read<T>() : null;
}
