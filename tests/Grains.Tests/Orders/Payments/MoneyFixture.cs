using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Refunds;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Tests.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using FuelGrains.Silo.Orders;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>
/// A silo with real shards and rows and a scripted gateway. No outbox dispatcher and no sweep runs: the test delivers messages
/// itself.
/// </summary>
internal sealed class MoneyFixture : IAsyncDisposable
{
    private MoneyFixture(SiloOnLedger silo, ScriptedGateway gateway) => (Silo, Gateway) = (silo, gateway);

    public SiloOnLedger Silo { get; }
    public ScriptedGateway Gateway { get; }

    /// <param name="further">Adds the services of the test's own.</param>
    public static async Task<MoneyFixture> StartAsync(
        Func<Task<LedgerFixture>> make,
        Action<IServiceCollection>? further = null,
        Action<PaymentOptions>? configure = null
    )
    {
        var gateway = new ScriptedGateway();
        var silo = await SiloOnLedger.StartAsync(
            make,
            services =>
            {
                further?.Invoke(services);
                services
                    .AddSingleton(provider => new Lazy<IWeChatPay>(
                        ActivatorUtilities.CreateInstance<GuardedGateway>(provider, gateway)
                    ))
                    .AddSingleton(new Lazy<Merchant>(ScriptedGateway.Us))
                    .AddPaymentServices()
                    .AddOptions<PaymentOptions>()
                    .Configure(o => configure?.Invoke(o))
                    .Services.AddOptions<RefundOptions>()
                    .Configure(o => (o.SecondPersonAboveFen, o.RecentFor) = (50_000, TimeSpan.Zero));
            }
        );
        return new(silo, gateway);
    }

    public IOrderMoneyGrain Money(OrderId order) => Silo.Grains.GetGrain<IOrderMoneyGrain>(order.Value);

    /// <summary>A service that runs beside the order's grain, as another activation of the grain would run it.</summary>
    public T Service<T>() => ActivatorUtilities.GetServiceOrCreateInstance<T>(Silo.Services);

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
        await Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
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
        Silo.Fixture.Database.ReadAsync(session => PaymentTable.OfOrderAsync(session, order));

    public Task<ImmutableArray<RefundView>> RefundsAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session => RefundTable.OfOrderAsync(session, order));

    public Task<ImmutableArray<PayAttempt>> AttemptsAsync(OrderId order) =>
        Silo.Fixture.Database.ReadAsync(session => PaymentAttemptTable.OfOrderAsync(session, order));

    public Task<ImmutableArray<AlarmView>> OpenAlarmsAsync() =>
        Silo.Fixture.Database.ReadAsync(session => AlarmTable.ListAsync(session, closed: false, null, 10));

    public Task<long> CountMessagesAsync(string kind, string subject) =>
        Silo.Fixture.Database.ReadAsync(session =>
            session
                .Sql("SELECT count(*) FROM outbox WHERE kind = @kind AND subject = @subject")
                .With("kind", kind)
                .With("subject", subject)
                .FirstAsync(r => r.Long(0))
        );

    public async ValueTask DisposeAsync() => await Silo.DisposeAsync();
}
