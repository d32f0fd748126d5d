using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace FuelGrains.Load.Clients;

/// <summary>What marketing does before a sale, over the same API as the staff page. Set-up waits where the product says 429.</summary>
internal sealed class StaffClient
{
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;
    private readonly string token;
    private readonly TimeProvider time;

    private StaffClient(HttpClient http, string token, TimeProvider time)
    {
        (this.http, this.token, this.time) = (http, token, time);
    }

    public static async Task<StaffClient> LoginAsync(
        HttpClient http,
        StaffName staff,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using var answer = await http.PostAsJsonAsync("api/admin/login", staff, stop);
        if (answer.StatusCode == HttpStatusCode.Unauthorized)
            throw new CannotRunException(
                "The product refuses this staff name and password: give --staff-name and --staff-password."
            );
        return new(http, (await ReadAsync<StaffReply>(answer, stop)).Token, time);
    }

    public async Task<Guid> AnyProductAsync(CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, "api/products", null, stop);
        var products = (await ReadAsync<ProductsReply>(answer, stop)).Products;
        return products.Count > 0
            ? products[0].Id
            : throw new CannotRunException(
                "The product under test sells nothing: it lists no products, so no sale can be made."
            );
    }

    public async Task<SaleReply> PublishAsync(SaleDraft draft, CancellationToken stop)
    {
        using var created = await SendAsync(HttpMethod.Post, "api/admin/flash-sales", JsonContent.Create(draft), stop);
        var sale = await ReadAsync<SaleReply>(created, stop);
        using var published = await SendAsync(HttpMethod.Post, $"api/admin/flash-sales/{sale.Id}/publish", null, stop);
        return await ReadAsync<SaleReply>(published, stop);
    }

    public async Task<Guid> PublishGroupBuyAsync(GroupBuyDraft draft, CancellationToken stop)
    {
        using var created = await SendAsync(HttpMethod.Post, "api/admin/group-buys", JsonContent.Create(draft), stop);
        var campaign = (await ReadAsync<IdReply>(created, stop)).Id;
        using var published = await SendAsync(HttpMethod.Post, $"api/admin/group-buys/{campaign}/publish", null, stop);
        return (await ReadAsync<IdReply>(published, stop)).Id;
    }

    public async Task<SaleEnvelope> SaleAsync(Guid sale, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"api/flash-sales/{sale}", null, stop);
        return await ReadAsync<SaleEnvelope>(answer, stop);
    }

    /// <summary>Gives back what the run holds, so that nothing of it expires in the middle of the next one.</summary>
    public async Task CloseAsync(Guid sale, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"api/admin/flash-sales/{sale}/close", null, stop);
        await ReadAsync<SaleReply>(answer, stop);
    }

    /// <summary>A new station, and the secret its site logs in with.</summary>
    public async Task<SecretReply> NewStationAsync(string name, CancellationToken stop)
    {
        var station = new
        {
            name,
            city = "负载",
            address = "load",
        };
        using var created = await SendAsync(HttpMethod.Post, "api/admin/stations", JsonContent.Create(station), stop);
        var id = (await ReadAsync<IdReply>(created, stop)).Id;
        using var secret = await SendAsync(HttpMethod.Post, $"api/admin/stations/{id}/credentials", null, stop);
        return await ReadAsync<SecretReply>(secret, stop);
    }

    /// <summary>A station as it is live; null while the product does not say.</summary>
    public async Task<BoardReply?> BoardAsync(Guid station, CancellationToken stop)
    {
        try
        {
            using var answer = await OnceAsync(HttpMethod.Get, $"api/admin/stations/{station}", null, stop);
            return answer.IsSuccessStatusCode ? (await ReadAsync<StationReply>(answer, stop)).Board : null;
        }
        catch (Exception away)
            when (!stop.IsCancellationRequested && away is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Says which of the chain's grades a product of the site is; false while the site did not tell of it.</summary>
    public async Task<bool> MapAsync(Guid station, string product, string grade, CancellationToken stop)
    {
        using var answer = await SendAsync(
            HttpMethod.Post,
            $"api/admin/stations/{station}/products",
            JsonContent.Create(new { product, grade }),
            stop
        );
        return answer.IsSuccessStatusCode;
    }

    /// <summary>Makes a product whose unit is so much of something.</summary>
    public async Task<Guid> NewProductAsync(object product, CancellationToken stop)
    {
        var id = Guid.CreateVersion7();
        using var answer = await SendAsync(
            HttpMethod.Put,
            $"api/admin/products/{id}",
            JsonContent.Create(product, product.GetType()),
            stop
        );
        return (await ReadAsync<IdReply>(answer, stop)).Id;
    }

    /// <summary>The product's own look at its books; null while it is away, or has not looked yet.</summary>
    public async Task<BooksReport?> ConservationAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await OnceAsync(HttpMethod.Get, "api/ops/conservation", null, stop);
            return answer.IsSuccessStatusCode
                ? (await answer.Content.ReadFromJsonAsync<BooksEnvelope>(stop))!.Report
                : null;
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Sends a request again for as long as the product answers that it is asked too fast.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken stop
    )
    {
        var bytes = body is null ? null : await body.ReadAsByteArrayAsync(stop);
        while (true)
        {
            var content = bytes is null ? null : new ByteArrayContent(bytes);
            if (content is not null)
                content.Headers.ContentType = body!.Headers.ContentType;
            var answer = await OnceAsync(method, path, content, stop);
            if (answer.StatusCode != HttpStatusCode.TooManyRequests)
                return answer;
            var wait = answer.Headers.RetryAfter?.Delta ?? SendAgainAfter;
            answer.Dispose();
            await Task.Delay(wait, time, stop);
        }
    }

    private async Task<HttpResponseMessage> OnceAsync(
        HttpMethod method,
        string path,
        HttpContent? body,
        CancellationToken stop
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken stop)
    {
        if (!answer.IsSuccessStatusCode)
        {
            var text = await answer.Content.ReadAsStringAsync(stop);
            throw new CannotRunException(
                $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {text}"
            );
        }
        return (await answer.Content.ReadFromJsonAsync<T>(stop))!;
    }
}

internal sealed record StaffName(string Name, string Password);
