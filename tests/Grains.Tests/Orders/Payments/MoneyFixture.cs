using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>A silo whose orders have money: real shards and rows, a gateway in the test's hand, and no pump or sweep but the test's.</summary>
internal sealed class MoneyFixture : IAsyncDisposable
{
    private MoneyFixture(SiloOnLedger silo, ScriptedGateway gateway) => (Silo, Gateway) = (silo, gateway);

    public SiloOnLedger Silo { get; }
    public ScriptedGateway Gateway { get; }
    public MoneyTools Tools => Silo.Services.GetRequiredService<MoneyTools>();

    public static async Task<MoneyFixture> StartAsync(Func<Task<LedgerFixture>> make)
    {
        var gateway = new ScriptedGateway();
        var silo = await SiloOnLedger.StartAsync(
            make,
            services =>
                services
                    .AddSingleton<IWeChatPay>(gateway)
                    .AddSingleton(ScriptedGateway.Us)
                    .AddSingleton<OrderOwners>()
                    .AddSingleton<MoneyTools>()
                    .AddOptions<PaymentOptions>()
                    .Services.AddOptions<RefundOptions>()
                    .Configure(o => o.SecondPersonAboveFen = 50_000)
        );
        return new(silo, gateway);
    }

    public IOrderMoneyGrain Money(OrderId order) => Silo.Grains.GetGrain<IOrderMoneyGrain>(order.Value);

    /// <summary>What another activation of the order's money would do beside the grain.</summary>
    public PaymentInbox OtherInbox() => new(Tools);

    /// <summary>A customer who logged in holds units.</summary>
    public async Task<(StockShardKey Shard, CustomerId Customer, OrderId Order)> OrderAsync(int quantity = 1)
    {
        var customer = await Silo
            .Services.GetRequiredService<CustomerIdentities>()
            .EnterAsync($"openid-{Guid.NewGuid():N}", CancellationToken.None);
        var shard = await Silo.PublishAsync(stock: 10);
        var held = await Silo.BuyAsync(shard, OpenShard.Request(customer, quantity));
        held.Outcome.ShouldBe(HoldOutcome.Held);
        return (shard, customer, held.Order);
    }

    public async Task<(StockShardKey Shard, CustomerId Customer, OrderId Order)> PaidAsync(int quantity = 1)
    {
        var order = await OrderAsync(quantity);
        (await Money(order.Order).PayAsync(order.Customer)).Outcome.ShouldBe(PayOutcome.Ready);
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order.Order, 1), quantity * 19_900L);
        await OtherInbox().TakeAsync(paid, PaymentSource.Callback);
        (await Money(order.Order).ApplyAsync(paid.TransactionId)).ShouldBeTrue();
        return order;
    }

    public Task<OrderStatus> StatusAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session =>
            session
                .Sql("SELECT status FROM orders WHERE id = @id")
                .With("id", order.Value)
                .FirstAsync(r => (OrderStatus)r.Int(0))
        );

    public Task<ImmutableArray<PaymentView>> PaymentsAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session => PaymentRows.OfAsync(session, order));

    public Task<ImmutableArray<RefundView>> RefundsAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session => RefundRows.OfAsync(session, order));

    public Task<ImmutableArray<PayAttempt>> AttemptsAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session => AttemptRows.OfAsync(session, order));

    public Task<long> EffectsAsync(string kind, string subject) =>
        Silo.Fixture.Database.ReadAsync(session =>
            session
                .Sql("SELECT count(*) FROM outbox WHERE kind = @kind AND subject = @subject")
                .With("kind", kind)
                .With("subject", subject)
                .FirstAsync(r => r.Long(0))
        );

    public async ValueTask DisposeAsync() => await Silo.DisposeAsync();
}
