using FuelGrains.Grains.Ops.Outbox;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Stations, flash sales and vouchers that a test brings to a shared product.</summary>
public static class ProductSales
{
    public static async Task<StationId> NewStationAsync(this ProductFixture fixture)
    {
        var id = StationId.New(fixture.Clock);
        await fixture.Grains.GetGrain<IStationGrain>(id.Value).RegisterAsync(new(id, "Station", "City", "Address"));
        return id;
    }

    /// <summary>Buys, pays and gets vouchers, as the money's way will: of the usual thirty litres of 95#, or of another unit.</summary>
    public static async Task<Guid[]> BuyVouchersAsync(
        this ProductFixture fixture,
        ApiClient customer,
        int quantity = 1,
        ProductUnit? unit = null
    )
    {
        var sale = await fixture.OpenFlashSaleAsync(
            stock: quantity,
            limitPerCustomer: quantity,
            product: unit is null ? null : await fixture.NewProductAsync(unit)
        );
        var order = (await customer.OrderAsync(sale, quantity)).ShouldBeAccepted();
        await sale.ConfirmAsync(customer, order);
        var id = new OrderId(order.Json.GetProperty("orderId").GetGuid());
        await fixture
            .SiloServices.GetServices<IOutboxHandler>()
            .Single(r => r.Kind == OutboxKinds.FulfilOrder)
            .DeliverAsync(
                new(Guid.NewGuid(), OutboxKinds.FulfilOrder, id.ToString(), "", 0),
                TestContext.Current.CancellationToken
            );
        return
        [
            .. Enumerable
                .Range(0, quantity)
                .Select(unit => GrainInterfaces.Orders.Vouchers.VoucherId.Of(id, unit).Value),
        ];
    }

    private static async Task<Guid> NewProductAsync(this ProductFixture fixture, ProductUnit unit)
    {
        var product = new ProductView(ProductId.New(fixture.Clock), "A voucher", "Of a test's own") { Unit = unit };
        await fixture.Grains.GetGrain<IProductGrain>(product.Id.Value).RegisterAsync(product);
        return product.Id.Value;
    }

    /// <summary>A published sale, open unless its start says otherwise.</summary>
    public static async Task<TestSale> OpenFlashSaleAsync(
        this ProductFixture fixture,
        long stock = 100,
        int limitPerCustomer = 2,
        int? limitPerOrder = null,
        int payWithinSeconds = 600,
        int shards = 1,
        DateTimeOffset? startsAt = null,
        TimeSpan? length = null,
        Guid? product = null,
        string title = "30 L 95#"
    )
    {
        var draft = await fixture.DraftAsync(
            stock,
            limitPerCustomer,
            limitPerOrder,
            payWithinSeconds,
            shards,
            startsAt,
            length,
            product,
            title
        );
        await fixture.StaffClient.PublishAsync(draft.Id, TestContext.Current.CancellationToken);
        return draft;
    }

    public static async Task<TestSale> DraftAsync(
        this ProductFixture fixture,
        long stock = 100,
        int limitPerCustomer = 2,
        int? limitPerOrder = null,
        int payWithinSeconds = 600,
        int shards = 1,
        DateTimeOffset? startsAt = null,
        TimeSpan? length = null,
        Guid? product = null,
        string title = "30 L 95#"
    )
    {
        var start = startsAt ?? fixture.Clock.GetUtcNow().AddMinutes(-1);
        var draft = new SaleDraft
        {
            ProductId = product ?? fixture.VoucherId,
            Title = title,
            ListPriceFen = 24_000,
            Stock = stock,
            StartsAt = start,
            EndsAt = start + (length ?? TimeSpan.FromHours(1)),
            LimitPerCustomer = limitPerCustomer,
            LimitPerOrder = limitPerOrder ?? limitPerCustomer,
            PayWithinSeconds = payWithinSeconds,
            Shards = shards,
        };
        var sale = await fixture.StaffClient.DraftAsync(draft, TestContext.Current.CancellationToken);
        return new(fixture, sale.Id, shards);
    }
}
