using System.Collections.Concurrent;
using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Stations.FuelOrders;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Orders.Payments;
using FuelGrains.Grains.Tests.Stations.FuelOrders;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway.Health;

/// <summary>A gateway that does not answer, on either store: units return in time, and few calls wait for it.</summary>
public abstract class HangingGatewayContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private const int Orders = 1_000;

    // Below the connections of a test's ledger.
    private const int AtOnce = 8;

    // A round over all the orders would close and query each of them.
    private const int FewCalls = 2 * Orders / 4;

    private static readonly TimeSpan AMinute = TimeSpan.FromMinutes(1);

    // The test waits for the first calls that hang.
    private static readonly TimeSpan GatewayDeadline = TimeSpan.FromSeconds(1.5);
    private static readonly PaymentOptions Defaults = new();
    private readonly List<IHostedService> _sweeps = [];

    private MoneyFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await MoneyFixture.StartAsync(
            make,
            services =>
                services
                    .AddSingleton<FuelOrderNotifier>()
                    .AddSingleton<FuelOrderStore>()
                    .AddSingleton<FuelSteps>()
                    .AddOptions<FuelOrderOptions>(),
            configure: o => (o.GatewayDeadline, o.Sweep) = (GatewayDeadline, TimeSpan.FromMilliseconds(20))
        );

    public async ValueTask DisposeAsync()
    {
        foreach (var sweep in _sweeps)
            await sweep.StopAsync(CancellationToken.None);
        await _fixture.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_thousand_units_are_back_within_a_minute_of_the_grace_and_few_calls_waited_for_them()
    {
        var (shard, _) = await PreparedAsync(Orders);
        _fixture.Gateway.Hangs = true;
        var calls = _fixture.Gateway.Calls;
        await StartAsync<ReleaseSweeper>();
        await StartAsync<PaymentAttemptSweeper>();

        var payBy = await LatestPayByAsync();
        _fixture.Silo.Time.Now = payBy + TimeSpan.FromSeconds(1);
        await _fixture.Silo.Shard(shard).ExpireOverdueAsync();
        await Until.IsTrueAsync(async () => await CountAsync(OrderStatus.Closing) == Orders, AMinute);
        (await HeldAsync()).ShouldBe(Orders, "the customers may still be paying");

        _fixture.Silo.Time.Now = payBy + Defaults.CloseGrace;
        await Until.IsTrueAsync(async () => await HeldAsync() == 0, AMinute);
        (await CountAsync(OrderStatus.Cancelled)).ShouldBe(Orders);
        (_fixture.Gateway.Calls - calls).ShouldBeLessThan(FewCalls);
    }

    [Fact]
    public async Task A_fuel_order_past_the_grace_ends_without_the_gateway_too()
    {
        var now = _fixture.Silo.Time.Now;
        var order = FuelOrders.PreAuth(now);
        var attempt = new PayAttempt(
            MoneyIds.OutTradeNo(order.Id, 1),
            order.Id,
            Number: 1,
            order.MoneyFen,
            AttemptState.Open,
            PrepayId: null,
            now,
            order.PayBy,
            NextQueryAt: null,
            Queries: 0,
            IsSpent: false
        );
        await _fixture.Silo.Fixture.Database.WriteAsync(
            async session =>
                await session
                    .Sql("INSERT INTO stations (id, name, city, address) VALUES (@id, 'S', 'C', 'A')")
                    .With("id", order.Pump.Station.Value)
                    .ExecuteAsync() == 1
                && await FuelOrderTable.InsertAsync(session, order with { Prepared = true }, Guid.NewGuid(), 1)
                && await PaymentAttemptTable.InsertAsync(session, attempt, order.PayBy + Defaults.CloseGrace) == 1,
            Ct
        );
        var grain = _fixture.Silo.Grains.GetGrain<IFuelOrderGrain>(order.Id.Value);
        await grain.ApplyAsync(new(order.Id, order.Customer, OrderAction.Release, CloseCause.Expired));
        await StartAsync<ReleaseSweeper>();
        _fixture.Silo.Time.Now = order.PayBy + Defaults.CloseGrace - TimeSpan.FromSeconds(1);
        (await FuelStatusAsync(order.Id)).ShouldBe(OrderStatus.Closing);
        _fixture.Silo.Time.Now += TimeSpan.FromSeconds(1);
        await Until.IsTrueAsync(async () => await FuelStatusAsync(order.Id) == OrderStatus.Cancelled);
        _fixture.Gateway.Calls.ShouldBe(0);
    }

    [Fact]
    public async Task Money_that_comes_after_the_grace_goes_back()
    {
        var (shard, orders) = await PreparedAsync(1);
        _fixture.Gateway.Hangs = true;
        await ReleaseAsync(shard);
        await Until.IsTrueAsync(async () => await HeldAsync() == 0);
        var order = orders.Single();
        var late = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        await _fixture.Service<PaymentInbox>().RecordAsync(late, PaymentSource.Callback);
        (await _fixture.Money(order).ApplyAsync(late.TransactionId)).ShouldBeTrue();
        (await _fixture.RefundsAsync(order)).ShouldHaveSingleItem().AmountFen.ShouldBe(19_900);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Cancelled);
    }

    [Fact]
    public async Task Money_that_is_here_when_the_grace_ends_keeps_the_unit()
    {
        var (shard, orders) = await PreparedAsync(1);
        var order = orders.Single();
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1));
        await _fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
        _fixture.Gateway.Hangs = true;
        await ReleaseAsync(shard);
        await Until.IsTrueAsync(async () => (await _fixture.PaymentsAsync(order)).Single().State == PaymentState.Kept);
        (await _fixture.StatusAsync(order)).ShouldBe(OrderStatus.Paid);
    }

    private async Task ReleaseAsync(StockShardKey shard)
    {
        await StartAsync<ReleaseSweeper>();
        _fixture.Silo.Time.Now = await LatestPayByAsync() + TimeSpan.FromSeconds(1);
        await _fixture.Silo.Shard(shard).ExpireOverdueAsync();
        await Until.IsTrueAsync(async () => await CountAsync(OrderStatus.PendingPayment) == 0);
        _fixture.Silo.Time.Now += Defaults.CloseGrace;
    }

    private async Task StartAsync<T>()
        where T : IHostedService
    {
        var sweep = ActivatorUtilities.CreateInstance<T>(_fixture.Silo.Services);
        _sweeps.Add(sweep);
        await sweep.StartAsync(Ct);
    }

    private async Task<(StockShardKey Shard, ImmutableArray<OrderId> Orders)> PreparedAsync(int count)
    {
        var shard = await _fixture.Silo.PublishAsync(stock: count);
        var identities = _fixture.Silo.Services.GetRequiredService<CustomerIdentities>();
        var orders = new ConcurrentBag<OrderId>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Ct },
            async (number, _) => orders.Add(await PrepareAsync(number))
        );
        return (shard, [.. orders]);

        async Task<OrderId> PrepareAsync(int number)
        {
            CustomerId customer = await identities.EnterAsync($"openid-{number}", Ct);
            var held = await _fixture.Silo.BuyAsync(shard, OpenShard.Request(customer, 1));
            held.Outcome.ShouldBe(HoldOutcome.Held);
            (await _fixture.Money(held.Order).PayAsync(customer)).Outcome.ShouldBe(PayOutcome.Ready);
            return held.Order;
        }
    }

    private async Task<OrderStatus> FuelStatusAsync(OrderId order) =>
        (
            await _fixture.Silo.Fixture.Database.ReadAsync(session => FuelOrderTable.FindAsync(session, order), Ct)
        )!.Status;

    private Task<DateTimeOffset> LatestPayByAsync() =>
        _fixture.Silo.Fixture.Database.ReadAsync(
            session => session.Sql("SELECT max(pay_by) FROM orders").FirstAsync(r => r.Time(0)),
            Ct
        );

    private Task<long> HeldAsync() =>
        _fixture.Silo.Fixture.Database.ReadAsync(
            session => session.Sql("SELECT held FROM stock_shards").FirstAsync(r => r.Long(0)),
            Ct
        );

    private Task<long> CountAsync(OrderStatus status) =>
        _fixture.Silo.Fixture.Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT count(*) FROM orders WHERE status = @status")
                    .With("status", (int)status)
                    .FirstAsync(r => r.Long(0)),
            Ct
        );
}

public sealed class SqliteHangingGatewayTests() : HangingGatewayContract(LedgerFixture.SqliteAsync);

public sealed class PostgresHangingGatewayTests() : HangingGatewayContract(() => LedgerFixture.PostgresAsync());
