using System.Collections.Immutable;
using System.Text.Json;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>A group-buy campaign that a test works with.</summary>
public sealed record TestCampaign(ProductFixture Product, Guid Id, int Shards)
{
    public string Path => $"/api/group-buys/{Id}";

    /// <summary>A published campaign of teams of two or three; further members override or add.</summary>
    public static async Task<TestCampaign> OpenAsync(
        ProductFixture product,
        int shards = 1,
        long stock = 100,
        object? further = null
    )
    {
        var now = product.Clock.GetUtcNow();
        var body = new Dictionary<string, object?>
        {
            ["productId"] = product.VoucherId,
            ["title"] = "30 L together",
            ["listPriceFen"] = 24_000,
            ["stock"] = stock,
            ["ladder"] = new[]
            {
                new
                {
                    size = 2,
                    priceFen = 19_900,
                    leaderPriceFen = (long?)18_900,
                },
                new
                {
                    size = 3,
                    priceFen = 17_900,
                    leaderPriceFen = (long?)null,
                },
            },
            ["startsAt"] = now.AddMinutes(-1),
            ["endsAt"] = now.AddHours(2),
            ["limitPerCustomer"] = 5,
            ["payWithinSeconds"] = 600,
            ["teamOpenSeconds"] = 3_600,
            ["shards"] = shards,
        };
        foreach (var member in further?.GetType().GetProperties() ?? [])
            body[member.Name] = member.GetValue(further);
        var created = (await product.Staff.PostAsync("/api/admin/group-buys", body)).ShouldBeAccepted();
        var campaign = new TestCampaign(product, created.Json.GetProperty("id").GetGuid(), shards);
        (await campaign.StaffAsync("publish")).ShouldBeOk();
        return campaign;
    }

    public Task<Reply> StaffAsync(string verb, object? body = null) =>
        Product.Staff.PostAsync($"/api/admin/group-buys/{Id}/{verb}", body);

    public async Task<JsonElement> LedgerAsync() =>
        (await Product.Staff.GetAsync($"/api/admin/group-buys/{Id}")).ShouldBeOk().Json;

    public Task<Reply> AskToOpenAsync(ApiClient customer, int size = 2, string? key = null) =>
        customer.PostAsync($"{Path}/teams", new { size }, key ?? Guid.NewGuid().ToString());

    public async Task<TestTeam> OpenTeamAsync(ApiClient customer, int size = 2)
    {
        var opened = (await AskToOpenAsync(customer, size)).ShouldBeAccepted();
        return new(
            this,
            opened.Json.GetProperty("teamId").GetGuid(),
            opened.Json.GetProperty("shareCode").GetString()!,
            opened
        );
    }
}

/// <summary>A team of it, and the answer to whoever opened it.</summary>
public sealed record TestTeam(TestCampaign Campaign, Guid Id, string Code, Reply Opened)
{
    private ProductFixture Product => Campaign.Product;

    public Task<Reply> AskToJoinAsync(ApiClient customer, int? from = null, string? key = null, bool byCode = true) =>
        customer.PostAsync(
            $"/api/teams/{(byCode ? Code : Id)}/seats",
            from is null ? new { } : new { from },
            key ?? Guid.NewGuid().ToString()
        );

    public async Task<Reply> JoinAsync(ApiClient customer, int? from = null) =>
        (await AskToJoinAsync(customer, from)).ShouldBeAccepted();

    public async Task<JsonElement> ViewAsync(ApiClient customer) =>
        (await customer.GetAsync($"/api/teams/{Id}")).ShouldBeOk().Json;

    public async Task<string> StatusAsync() =>
        (await ViewAsync(Product.NewCustomer())).GetProperty("status").GetString()!;

    public Task<Reply> LeaveAsync(ApiClient customer) => customer.PostAsync($"/api/teams/{Code}/leave");

    public StockShardKey Shard => new TeamId(Id).ShardOf(new(Campaign.Id), Campaign.Shards);

    public IOrderOwnerGrain Owner => Product.Grains.GetGrain<IOrderOwnerGrain>(Shard.ToString());

    /// <summary>As a payment does; asked again as the payment core asks again.</summary>
    public async Task<TransitionOutcome> PayAsync(ApiClient customer, Reply order)
    {
        var id = new OrderId(order.Json.GetProperty("orderId").GetGuid());
        return (
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(20),
                () => Owner.ApplyAsync(new(id, customer.Customer, OrderAction.Confirm)),
                reply => reply.Outcome != TransitionOutcome.Unknown
            )
        )
            .Value
            .Outcome;
    }

    public Task ExpireAsync() => Product.Grains.GetGrain<IStockShardGrain>(Shard.ToString()).ExpireOverdueAsync();

    /// <summary>The orders of the team as the ledger has them.</summary>
    public Task<ImmutableArray<(OrderId Order, OrderStatus Status, int Seat, CustomerId? InvitedBy)>> OrdersAsync() =>
        Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(session =>
                session
                    .Sql("SELECT id, status, seat, invited_by FROM orders WHERE team_id = @team ORDER BY id")
                    .With("team", Id)
                    .ListAsync(r =>
                        (
                            new OrderId(r.Id(0)),
                            (OrderStatus)r.Int(1),
                            r.Int(2),
                            r.IdOrNull(3) is { } inviter ? (CustomerId?)new(inviter) : null
                        )
                    )
            );

    /// <summary>The effects of an order that are promised and not delivered yet.</summary>
    public static Task<ImmutableArray<string>> PromisedAsync(ProductFixture product, OrderId order) =>
        product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(session =>
                session
                    .Sql("SELECT kind FROM outbox WHERE subject = @order ORDER BY kind")
                    .With("order", order.ToString())
                    .ListAsync(r => r.Text(0))
            );
}
