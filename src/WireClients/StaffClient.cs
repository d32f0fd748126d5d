namespace FuelGrains.WireClients;

/// <summary>The staff's requests, over the same API as the staff page. Set-up waits where the product answers 429.</summary>
public sealed class StaffClient(HttpClient http, string token, TimeProvider time)
{
    private static readonly TimeSpan SendAgainAfter = TimeSpan.FromSeconds(1);

    private readonly WireClient _wire = new(http, token);

    public static async Task<StaffClient> LoginAsync(
        HttpClient http,
        StaffName staff,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var reply = await new WireClient(http, null).PostAsync("api/admin/login", stop, staff);
        return reply.Status == 401
            ? throw new UnexpectedReplyException(
                "The product refuses this staff name and password: give --staff-name and --staff-password."
            )
            : new(http, Read<StaffReply>("api/admin/login", reply).Token, time);
    }

    /// <summary>Returns a product to sell; makes one where there is none.</summary>
    public async Task<Guid> AnyProductAsync(CancellationToken stop)
    {
        var products = (await GetAsync<ProductsReply>("api/products", stop)).Products;
        return products.Count > 0 ? products[0].Id : await NewProductAsync(new ProductDraft("Load", "service"), stop);
    }

    /// <summary>Makes a product to sell vouchers of.</summary>
    public async Task<Guid> NewProductAsync(object product, CancellationToken stop)
    {
        var path = $"api/admin/products/{Guid.CreateVersion7()}";
        return (await SendAsync<IdReply>(path, () => _wire.PutAsync(path, product, stop), stop)).Id;
    }

    public async Task<SaleReply> PublishAsync(SaleDraft draft, CancellationToken stop) =>
        await PublishAsync((await DraftAsync(draft, stop)).Id, stop);

    public Task<SaleReply> DraftAsync(SaleDraft draft, CancellationToken stop) =>
        PostAsync<SaleReply>("api/admin/flash-sales", stop, draft);

    public Task<SaleReply> PublishAsync(Guid sale, CancellationToken stop) =>
        PostAsync<SaleReply>($"api/admin/flash-sales/{sale}/publish", stop);

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
        GetAsync<SaleEnvelope>($"api/flash-sales/{sale}", stop);

    /// <summary>Closes a sale, so that nothing that the run holds expires during the next run.</summary>
    public Task CloseAsync(Guid sale, CancellationToken stop) =>
        PostAsync<SaleReply>($"api/admin/flash-sales/{sale}/close", stop);

    /// <summary>Makes a station, and the secret that its site logs in with.</summary>
    public Task<SecretReply> NewStationAsync(string name, CancellationToken stop) =>
        NewStationAsync(new StationDraft(name, "负载", "load"), stop);

    public async Task<SecretReply> NewStationAsync(StationDraft draft, CancellationToken stop)
    {
        var station = await PostAsync<IdReply>("api/admin/stations", stop, draft);
        return await PostAsync<SecretReply>($"api/admin/stations/{station.Id}/credentials", stop);
    }

    /// <summary>The live board of a station; null while the product does not answer.</summary>
    public async Task<BoardReply?> BoardAsync(Guid station, CancellationToken stop) =>
        (await _wire.GetAsync($"api/admin/stations/{station}", stop)).Read<StationReply>()?.Board;

    /// <summary>Maps a product of the site to one of the chain's grades; false while the site has not told of the product.</summary>
    public async Task<bool> MapAsync(Guid station, string product, string grade, CancellationToken stop) =>
        (await _wire.PostAsync($"api/admin/stations/{station}/products", stop, new { product, grade })).Accepted;

    /// <summary>The product's own reconciliation; null while the product is away, or has not run one yet.</summary>
    public async Task<ReconciliationReport?> ReconciliationAsync(CancellationToken stop) =>
        (await _wire.GetAsync("api/ops/reconciliation", stop)).Read<ReconciliationEnvelope>()?.Report;

    public Task<T> GetAsync<T>(string path, CancellationToken stop)
        where T : class => SendAsync<T>(path, () => _wire.GetAsync(path, stop), stop);

    public Task<T> PostAsync<T>(string path, CancellationToken stop, object? body = null)
        where T : class => SendAsync<T>(path, () => _wire.PostAsync(path, stop, body), stop);

    /// <summary>Does something to a campaign, a team or another thing that staff keep.</summary>
    public Task ActAsync(string path, CancellationToken stop, object? body = null) =>
        SendAsync(path, () => _wire.PostAsync(path, stop, body), stop);

    /// <summary>Tries once; the caller looks at the reply.</summary>
    public Task<Reply> TryAsync(string path, CancellationToken stop, object? body = null) =>
        _wire.PostAsync(path, stop, body);

    private async Task<T> SendAsync<T>(string path, Func<Task<Reply>> send, CancellationToken stop)
        where T : class => Read<T>(path, await SendAsync(path, send, stop));

    private async Task<Reply> SendAsync(string path, Func<Task<Reply>> send, CancellationToken stop)
    {
        while (true)
        {
            var reply = await send();
            if (reply.Status != 429)
                return reply.Accepted ? reply : throw Unexpected(path, reply);
            await Task.Delay(reply.RetryAfter ?? SendAgainAfter, time, stop);
        }
    }

    private static T Read<T>(string path, Reply reply)
        where T : class => reply.Read<T>() ?? throw Unexpected(path, reply);

    private static UnexpectedReplyException Unexpected(string path, Reply reply) =>
        new(
            reply.Status == 0
                ? $"The product cannot be reached at {path}: {reply.Slug}."
                : $"{path} answered {reply.Status}: {reply.Body}"
        );

    private sealed record StaffReply(string Token);

    private sealed record IdReply(Guid Id);

    private sealed record ProductsReply(IReadOnlyList<IdReply> Products);

    private sealed record StationReply(BoardReply Board);

    private sealed record ReconciliationEnvelope(ReconciliationReport? Report);
}

public sealed record StaffName(string Name, string Password);
