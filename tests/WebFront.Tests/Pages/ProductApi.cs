using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Staff and other customers, who act on the product while a page is open.</summary>
public sealed partial class ProductApi(Uri address) : IDisposable
{
    public const string StaffName = "admin";
    public const string StaffPassword = "fuelgrains-dev";

    private static readonly TimeSpan SettledWithin = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new() { BaseAddress = address };
    private string? _staff;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>The one product that the tests' sales sell.</summary>
    public async Task StockShelfAsync(CancellationToken cancel) =>
        await SendAsync(
            HttpMethod.Put,
            $"/api/admin/products/{Guid.CreateVersion7(Now)}",
            await StaffAsync(cancel),
            new
            {
                name = "95# 汽油 30 升券",
                description = "",
                kind = "litres",
                grade = "95#",
                volumeMl = 30_000,
            },
            cancel
        );

    /// <summary>Creates and publishes a sale; open since a minute unless told otherwise.</summary>
    public async Task<string> PublishFlashSaleAsync(
        CancellationToken cancel,
        string title = "95# 30 L",
        long stock = 5,
        int limit = 1,
        DateTimeOffset? startsAt = null,
        int payWithinSeconds = 900
    )
    {
        var products = await SendAsync(HttpMethod.Get, "/api/products", null, null, cancel);
        var start = startsAt ?? Now.AddMinutes(-1);
        var sale = await SendAsync(
            HttpMethod.Post,
            "/api/admin/flash-sales",
            await StaffAsync(cancel),
            new
            {
                productId = products.GetProperty("products")[0].GetProperty("id").GetString(),
                title,
                listPriceFen = 26_000,
                salePriceFen = 19_850,
                stock,
                startsAt = start,
                endsAt = start.AddHours(2),
                limitPerCustomer = limit,
                limitPerOrder = limit,
                payWithinSeconds,
            },
            cancel
        );
        var id = sale.GetProperty("id").GetString()!;
        await ActAsync(id, "publish", cancel);
        return id;
    }

    /// <summary>Pays what the order costs and waits until the product knows.</summary>
    public async Task PayKnownAsync(string name, string order, CancellationToken cancel)
    {
        await PayAsync(name, order, cancel);
        await Eventually.IsTrueAsync(
            SettledWithin,
            async () =>
                (await OrderAsync(name, order, cancel)).GetProperty("status").GetString() is "paid" or "fulfilled"
        );
    }

    public async Task ActAsync(string sale, string verb, CancellationToken cancel, string kind = "flash-sales") =>
        await SendAsync(HttpMethod.Post, $"/api/admin/{kind}/{sale}/{verb}", await StaffAsync(cancel), null, cancel);

    public async Task RestockAsync(string sale, long delta, CancellationToken cancel) =>
        await SendAsync(
            HttpMethod.Post,
            $"/api/admin/flash-sales/{sale}/restock",
            await StaffAsync(cancel),
            new { delta },
            cancel
        );

    public async Task<string> LogInAsync(string name, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Post, "/api/login", null, new { code = $"u-{name}" }, cancel))
            .GetProperty("token")
            .GetString()!;

    public async Task<string> BuyAsync(string name, string sale, CancellationToken cancel, int quantity = 1)
    {
        var token = await LogInAsync(name, cancel);
        var order = await SendAsync(
            HttpMethod.Post,
            $"/api/flash-sales/{sale}/orders",
            token,
            new { quantity },
            cancel,
            key: Guid.NewGuid().ToString()
        );
        return order.GetProperty("orderId").GetString()!;
    }

    /// <summary>Prepares a payment; answers where a person would press pay.</summary>
    public async Task<Uri> PayPageAsync(string name, string order, CancellationToken cancel)
    {
        var token = await LogInAsync(name, cancel);
        // 503 means that the outcome is unknown: the order's prepay is asked for again, as a page does.
        var (ready, _) = await Eventually.GetsAsync(
            SettledWithin,
            async () =>
            {
                try
                {
                    return (JsonElement?)
                        await SendAsync(HttpMethod.Post, $"/api/orders/{order}/pay", token, null, cancel);
                }
                catch (HttpRequestException unknown) when (unknown.StatusCode == HttpStatusCode.ServiceUnavailable)
                {
                    return null;
                }
            },
            ready => ready is not null
        );
        return new(ready!.Value.GetProperty("payPage").GetString()!);
    }

    /// <summary>Pays what the order costs, or another amount; a coupon of WeChat may pay a part of it.</summary>
    public async Task PayAsync(
        string name,
        string order,
        CancellationToken cancel,
        long? amountFen = null,
        long? couponFen = null
    )
    {
        var page = await PayPageAsync(name, order, cancel);
        var weChat = new WeChatControl(_http, page);
        await weChat.PayAsync(await weChat.NumberOfAsync(page.Segments[^1]), amountFen, couponFen: couponFen);
    }

    /// <summary>Buys, pays and waits for the vouchers.</summary>
    public async Task<string> BuyFulfilledAsync(
        string name,
        string sale,
        CancellationToken cancel,
        int quantity = 1,
        long? couponFen = null
    )
    {
        var order = await BuyAsync(name, sale, cancel, quantity);
        await PayAsync(name, order, cancel, couponFen: couponFen);
        await Eventually.IsTrueAsync(
            SettledWithin,
            async () => (await OrderAsync(name, order, cancel)).GetProperty("status").GetString() == "fulfilled"
        );
        return order;
    }

    public async Task<JsonElement> OrderAsync(string name, string order, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Get, $"/api/orders/{order}", await LogInAsync(name, cancel), null, cancel);

    public async Task<JsonElement[]> VouchersAsync(string name, CancellationToken cancel) =>
        [
            .. (await SendAsync(HttpMethod.Get, "/api/vouchers", await LogInAsync(name, cancel), null, cancel))
                .GetProperty("vouchers")
                .EnumerateArray(),
        ];

    /// <summary>The code of the customer's one voucher.</summary>
    public async Task<string> CodeAsync(string name, CancellationToken cancel)
    {
        var voucher = (await VouchersAsync(name, cancel)).ShouldHaveSingleItem().GetProperty("id").GetString();
        return (
            await SendAsync(HttpMethod.Get, $"/api/vouchers/{voucher}", await LogInAsync(name, cancel), null, cancel)
        )
            .GetProperty("code")
            .GetString()!;
    }

    /// <summary>A further member of staff; the password is the tests' own.</summary>
    public async Task AddStaffAsync(string name, string[] roles, CancellationToken cancel, params Guid[] stations) =>
        await SendAsync(
            HttpMethod.Post,
            "/api/admin/staff",
            await StaffAsync(cancel),
            new
            {
                name,
                password = StaffPassword,
                roles,
                stations,
            },
            cancel
        );

    public async Task CancelAsync(string name, string order, CancellationToken cancel) =>
        await SendAsync(HttpMethod.Post, $"/api/orders/{order}/cancel", await LogInAsync(name, cancel), null, cancel);

    public async Task<bool> IsListedAsync(string sale, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, "/api/flash-sales", null, null, cancel))
            .GetProperty("sales")
            .EnumerateArray()
            .Any(s => s.GetProperty("id").GetString() == sale);

    public async Task<bool> IsGroupListedAsync(string campaign, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, "/api/group-buys", null, null, cancel))
            .GetProperty("groupBuys")
            .EnumerateArray()
            .Any(c => c.GetProperty("id").GetString() == campaign);

    public async Task<int> CountOrdersAsync(string name, CancellationToken cancel) =>
        (await SendAsync(HttpMethod.Get, "/api/orders", await LogInAsync(name, cancel), null, cancel))
            .GetProperty("orders")
            .GetArrayLength();

    public void Dispose() => _http.Dispose();

    private async Task<string> StaffAsync(CancellationToken cancel) =>
        _staff ??= (
            await SendAsync(
                HttpMethod.Post,
                "/api/admin/login",
                null,
                new { name = StaffName, password = StaffPassword },
                cancel
            )
        )
            .GetProperty("token")
            .GetString()!;

    private async Task<JsonElement> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        object? body,
        CancellationToken cancel,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        using var answer = await _http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException(
                $"{method} {path}: {(int)answer.StatusCode} {text}",
                inner: null,
                answer.StatusCode
            );
        return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
    }
}
