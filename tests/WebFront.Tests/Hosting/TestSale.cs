using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>A sale that a test works with.</summary>
public sealed record TestSale(ProductFixture Product, Guid Id, int Shards)
{
    public string Path => $"/api/flash-sales/{Id}";
    public string Orders => $"{Path}/orders";

    public IStockShardGrain ShardOf(ApiClient customer) =>
        Product.Grains.GetGrain<IStockShardGrain>(StockShardKey.Of(new(Id), customer.Customer, Shards).ToString());

    public async Task<JsonElement> ViewAsync() =>
        (await Product.Anonymous.GetAsync(Path)).ShouldBeOk().Json.GetProperty("sale");

    /// <summary>As the ledger has it, past every cache.</summary>
    public async Task<JsonElement> LedgerAsync() =>
        (await Product.Staff.GetAsync($"/api/admin/flash-sales/{Id}")).ShouldBeOk().Json.GetProperty("sale");

    public Task<Reply> StaffAsync(string verb, object? body = null) =>
        Product.Staff.PostAsync($"/api/admin/flash-sales/{Id}/{verb}", body);

    /// <summary>Turns a customer's order into a sale, as a payment will.</summary>
    public async Task ConfirmAsync(ApiClient customer, Reply order)
    {
        var id = new OrderId(order.Json.GetProperty("orderId").GetGuid());
        var shard = StockShardKey.Of(new(Id), customer.Customer, Shards).ToString();
        (
            await Product
                .Grains.GetGrain<IOrderOwnerGrain>(shard)
                .ApplyAsync(new(id, customer.Customer, OrderAction.Confirm))
        ).Outcome.ShouldBe(TransitionOutcome.Applied);
    }
}
