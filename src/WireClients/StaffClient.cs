using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FuelGrains.WireClients;

/// <summary>The staff's requests, over the same API as the staff page. Set-up waits where the product answers 429.</summary>
public sealed class StaffClient(HttpClient http, string token, TimeProvider time)
{
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(1);

    public static async Task<StaffClient> LoginAsync(
        HttpClient http,
        StaffName staff,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using var answer = await http.PostAsJsonAsync("api/admin/login", staff, stop);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            throw new UnexpectedReplyException(
                "The product refuses this staff name and password: give --staff-name and --staff-password."
            );
        return new(http, (await ReadAsync<StaffReply>(answer, stop)).Token, time);
    }

    /// <summary>Returns a product to sell; makes one where there is none.</summary>
    public async Task<Guid> AnyProductAsync(CancellationToken stop)
    {
        var products = (await SendAsync<ProductsReply>(HttpMethod.Get, "api/products", stop)).Products;
        return products.Count > 0 ? products[0].Id : await NewProductAsync(new ProductDraft("Load", "service"), stop);
    }

    /// <summary>Makes a product to sell vouchers of.</summary>
    public async Task<Guid> NewProductAsync(object product, CancellationToken stop) =>
        (await SendAsync<IdReply>(HttpMethod.Put, $"api/admin/products/{Guid.CreateVersion7()}", stop, product)).Id;

    public async Task<SaleReply> PublishAsync(SaleDraft draft, CancellationToken stop)
    {
        var sale = await PostAsync<SaleReply>("api/admin/flash-sales", stop, draft);
        return await PostAsync<SaleReply>($"api/admin/flash-sales/{sale.Id}/publish", stop);
    }

    /// <summary>Publishes a sale, and returns at its opening by the server's clock.</summary>
    public async Task<SaleReply> OpenAsync(SaleDraft draft, CancellationToken stop)
    {
        var sale = await PublishAsync(draft, stop);
        var wait = sale.StartsAt - (await SaleAsync(sale.Id, stop)).ServerTime;
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, time, stop);
        return sale;
    }

    public async Task<Guid> PublishGroupBuyAsync(GroupBuyDraft draft, CancellationToken stop)
    {
        var campaign = await PostAsync<IdReply>("api/admin/group-buys", stop, draft);
        return (await PostAsync<IdReply>($"api/admin/group-buys/{campaign.Id}/publish", stop)).Id;
    }

    public Task<SaleEnvelope> SaleAsync(Guid sale, CancellationToken stop) =>
        SendAsync<SaleEnvelope>(HttpMethod.Get, $"api/flash-sales/{sale}", stop);

    /// <summary>Closes a sale, so that nothing that the run holds expires during the next run.</summary>
    public Task CloseAsync(Guid sale, CancellationToken stop) =>
        PostAsync<SaleReply>($"api/admin/flash-sales/{sale}/close", stop);

    /// <summary>Makes a station, and the secret that its site logs in with.</summary>
    public async Task<SecretReply> NewStationAsync(string name, CancellationToken stop)
    {
        var draft = new
        {
            name,
            city = "负载",
            address = "load",
        };
        var station = await PostAsync<IdReply>("api/admin/stations", stop, draft);
        return await PostAsync<SecretReply>($"api/admin/stations/{station.Id}/credentials", stop);
    }

    /// <summary>The live board of a station; null while the product does not answer.</summary>
    public async Task<BoardReply?> BoardAsync(Guid station, CancellationToken stop) =>
        (await TryGetAsync<StationReply>($"api/admin/stations/{station}", stop))?.Board;

    /// <summary>Maps a product of the site to one of the chain's grades; false while the site has not told of the product.</summary>
    public async Task<bool> MapAsync(Guid station, string product, string grade, CancellationToken stop)
    {
        var path = $"api/admin/stations/{station}/products";
        using var answer = await OnceAsync(HttpMethod.Post, path, new { product, grade }, stop);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The product's own reconciliation; null while the product is away, or has not run one yet.</summary>
    public async Task<ReconciliationReport?> ReconciliationAsync(CancellationToken stop) =>
        (await TryGetAsync<ReconciliationEnvelope>("api/ops/reconciliation", stop))?.Report;

    private Task<T> PostAsync<T>(string path, CancellationToken stop, object? body = null) =>
        SendAsync<T>(HttpMethod.Post, path, stop, body);

    private async Task<T> SendAsync<T>(HttpMethod method, string path, CancellationToken stop, object? body = null)
    {
        while (true)
        {
            using var answer = await OnceAsync(method, path, body, stop);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                return await ReadAsync<T>(answer, stop);
            await Task.Delay(answer.Headers.RetryAfter?.Delta ?? SendAgainAfter, time, stop);
        }
    }

    private async Task<T?> TryGetAsync<T>(string path, CancellationToken stop)
        where T : class
    {
        try
        {
            using var answer = await OnceAsync(HttpMethod.Get, path, null, stop);
            return answer.IsSuccessStatusCode ? await ReadAsync<T>(answer, stop) : null;
        }
        catch (Exception away)
            when (!stop.IsCancellationRequested && away is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(
        HttpMethod method,
        string path,
        object? body,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken stop)
    {
        if (answer.IsSuccessStatusCode)
            return (await answer.Content.ReadFromJsonAsync<T>(stop))!;
        var text = await answer.Content.ReadAsStringAsync(stop);
        throw new UnexpectedReplyException(
            $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}"
        );
    }

    private sealed record StaffReply(string Token);

    private sealed record IdReply(Guid Id);

    private sealed record ProductsReply(IReadOnlyList<IdReply> Products);

    private sealed record StationReply(BoardReply Board);

    private sealed record ReconciliationEnvelope(ReconciliationReport? Report);
}

public sealed record StaffName(string Name, string Password);
