using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Forgetting;

/// <summary>An order that its shard has forgotten answers as it did before: the ledger has its row.</summary>
public sealed class ForgottenOrdersTests : IAsyncLifetime
{
    private static readonly CustomerId Customer = OpenShard.Somebody();

    private SiloOnLedger _silo = null!;

    public async ValueTask InitializeAsync() =>
        _silo = await SiloOnLedger.StartAsync(
            LedgerFixture.SqliteAsync,
            services => services.Configure<StockShardLimits>(limits => limits.KeepEnded = TimeSpan.Zero)
        );

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task Late_money_and_cancels_of_a_forgotten_order_are_answered_as_before()
    {
        var (key, order) = await ForgottenAsync(OpenShard.Request(Customer));
        (await ApplyAsync(key, order, OrderAction.Confirm)).ShouldBe(
            new(TransitionOutcome.Rejected, OrderStatus.Cancelled, CloseCause.Customer)
        );
        (await ApplyAsync(key, order, OrderAction.Release, CloseCause.Customer)).ShouldBe(
            new(TransitionOutcome.AlreadyApplied, OrderStatus.Cancelled, CloseCause.Customer)
        );
        (await ApplyAsync(key, order, OrderAction.Fulfil)).Outcome.ShouldBe(TransitionOutcome.Rejected);
    }

    [Fact]
    public async Task An_order_that_there_never_was_is_not_found()
    {
        var (key, _) = await ForgottenAsync(OpenShard.Request(Customer));
        (await ApplyAsync(key, new(Guid.NewGuid()), OrderAction.Confirm)).Outcome.ShouldBe(TransitionOutcome.NotFound);
    }

    [Fact]
    public async Task A_forgotten_key_is_refused_and_the_shard_keeps_its_memory()
    {
        var request = OpenShard.Request(Customer);
        var (key, _) = await ForgottenAsync(request);
        var openings = _silo.Ledger.Openings;
        (await _silo.BuyAsync(key, request)).Outcome.ShouldBe(HoldOutcome.KeyReused);
        (await _silo.BuyAsync(key, OpenShard.Request(Customer))).Outcome.ShouldBe(HoldOutcome.Held);
        _silo.Ledger.Openings.ShouldBe(openings);
    }

    // Another order of the customer carries what was let go, and a higher epoch makes the shard open again.
    private async Task<(StockShardKey Key, OrderId Order)> ForgottenAsync(HoldRequest request)
    {
        var key = await _silo.PublishAsync(stock: 3);
        await _silo.BuyAsync(key, OpenShard.Request(request.Customer));
        _silo.Time.Now += TimeSpan.FromSeconds(1);
        var bought = await _silo.BuyAsync(key, request);
        await _silo.CancelAsync(key, bought.Order, request.Customer);
        _silo.Time.Now += TimeSpan.FromSeconds(1);
        await _silo.Fixture.OpenAsync(key);
        (await _silo.BuyAsync(key, OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
        return (key, bought.Order);
    }

    private Task<TransitionReply> ApplyAsync(
        StockShardKey key,
        OrderId order,
        OrderAction action,
        CloseCause cause = CloseCause.None
    ) => _silo.Owner(key).ApplyAsync(new(order, Customer, action, cause));
}
