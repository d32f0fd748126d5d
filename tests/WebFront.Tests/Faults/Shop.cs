using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The product's API as staff and customers use it, over connections that a burst's size does not multiply.</summary>
internal sealed class Shop(Uri address, string staffName = "admin", string staffPassword = "fuelgrains-dev")
    : IDisposable
{
    public const int Connections = 64;
    public const int PayWithinSeconds = 900;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            MaxConnectionsPerServer = Connections,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            UseCookies = false,
            UseProxy = false,
        }
    )
    {
        BaseAddress = address,
        Timeout = TimeSpan.FromSeconds(10),
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Creates a sale that is open since a minute, and publishes it.</summary>
    public async Task<Sale> PublishFlashSaleAsync(
        Guid product,
        int stock,
        int limit,
        CancellationToken cancel,
        int payWithinSeconds = PayWithinSeconds
    )
    {
        var login = await SendAsync(
            HttpMethod.Post,
            "/api/admin/login",
            null,
            new { name = staffName, password = staffPassword },
            cancel
        );
        var staff = login.GetProperty("token").GetString()!;
        var start = TimeProvider.System.GetUtcNow().AddMinutes(-1);
        var sale = await SendAsync(
            HttpMethod.Post,
            "/api/admin/flash-sales",
            staff,
            new
            {
                productId = product,
                title = "95# 30 L",
                listPriceFen = 26_000,
                salePriceFen = Sale.PriceFen,
                stock,
                startsAt = start,
                endsAt = start.AddHours(2),
                limitPerCustomer = limit,
                limitPerOrder = limit,
                payWithinSeconds,
            },
            cancel
        );
        var id = sale.GetProperty("id").GetGuid();
        await SendAsync(HttpMethod.Post, $"/api/admin/flash-sales/{id}/publish", staff, null, cancel);
        return new(id, stock, limit);
    }

    public async Task<Buyer[]> LogInAsync(int count, CancellationToken cancel)
    {
        var crowd = Guid.NewGuid(); // Other customers than another test's.
        var buyers = new Buyer[count];
        await Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = Connections, CancellationToken = cancel },
            async (i, ct) => buyers[i] = await LogInAsync($"u-{crowd:N}-{i}", ct)
        );
        return buyers;
    }

    public async Task<Buyer> LogInAsync(string code, CancellationToken cancel)
    {
        var login = await SendAsync(HttpMethod.Post, "/api/login", null, new { code }, cancel);
        return new(login.GetProperty("customerId").GetGuid(), login.GetProperty("token").GetString()!);
    }

    /// <summary>Tries once to place an order; every outcome is an answer.</summary>
    public async Task<Answer> PlaceAsync(Buyer buyer, Sale sale, string key, int quantity, CancellationToken cancel)
    {
        try
        {
            using var request = Request(
                HttpMethod.Post,
                $"/api/flash-sales/{sale.Id}/orders",
                buyer.Token,
                new { quantity }
            );
            request.Headers.Add("Idempotency-Key", key);
            using var response = await _http.SendAsync(request, cancel);
            var body = await response.Content.ReadAsStringAsync(cancel);
            return Answer.Of(response, body);
        }
        catch (HttpRequestException error)
        {
            return Answer.Unknown(error.HttpRequestError.ToString());
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Answer.Unknown("timeout");
        }
    }

    /// <summary>Prepares the payment of an order; answers the prepay_id.</summary>
    public async Task<string> PrepareAsync(Buyer buyer, Guid order, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Post, $"/api/orders/{order}/pay", buyer.Token, null, cancel))
            .GetProperty("package")
            .GetString()!["prepay_id=".Length..];

    public async Task<ListedOrder[]> OrdersAsync(Buyer buyer, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, "/api/orders", buyer.Token, null, cancel))
            .GetProperty("orders")
            .Deserialize<ListedOrder[]>(Json)!;

    public async Task<SaleCounts> CountsAsync(Sale sale, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, $"/api/flash-sales/{sale.Id}", null, null, cancel))
            .GetProperty("sale")
            .Deserialize<SaleCounts>(Json)!;

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        object? body,
        CancellationToken cancel
    )
    {
        using var request = Request(method, path, token, body);
        using var response = await _http.SendAsync(request, cancel);
        var text = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode
            ? JsonSerializer.Deserialize<JsonElement>(text)
            : throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string? token, object? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        return request;
    }
}

internal sealed record Sale(Guid Id, int Stock, int LimitPerCustomer)
{
    public const long PriceFen = 19_850;
}

internal sealed record Buyer(Guid Customer, string Token);

internal sealed record ListedOrder(Guid Id, Guid SaleId, int Quantity, long AmountFen, string Status);

internal sealed record SaleCounts(long Stock, long Free, long Held, long Confirmed);
