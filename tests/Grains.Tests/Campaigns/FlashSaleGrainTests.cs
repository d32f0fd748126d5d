using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class FlashSaleGrainTests : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await SiloOnLedger.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_draft_is_published_once()
    {
        var (id, sale) = await DraftAsync(stock: 3);
        (await sale.PauseAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.WrongState);
        (await sale.PublishAsync("wang")).Sale!.Status.ShouldBe(SaleStatus.Published);
        (await sale.PublishAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.WrongState);
        (await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task A_pause_holds_at_once_and_a_resume_lets_the_same_key_through()
    {
        var (id, sale) = await PublishedAsync(stock: 3);
        var request = OpenShard.Request(OpenShard.Somebody());
        await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()));
        await sale.PauseAsync("wang");
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Paused);
        await sale.ResumeAsync("wang");
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task A_restock_of_a_sold_out_sale_sells_at_once()
    {
        var (id, sale) = await PublishedAsync(stock: 1);
        await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()));
        var request = OpenShard.Request(OpenShard.Somebody());
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.AllHeld);
        (await sale.RestockAsync(2, "wang")).Sale!.Stock.ShouldBe(3);
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await sale.RestockAsync(-2, "wang")).Outcome.ShouldBe(SaleControlOutcome.NotEnoughFree);
        (await sale.RestockAsync(-1, "wang")).Sale!.Stock.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_gives_every_hold_back_and_sells_no_more()
    {
        var (id, sale) = await PublishedAsync(stock: 3);
        var bought = await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody(), 2));
        (await sale.CloseAsync("wang")).Sale!.Status.ShouldBe(SaleStatus.Closed);
        (await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(
            HoldOutcome.Closed
        );
        while ((await _silo.Bench.ShardsAsync(id))[0].Held > 0)
            await _silo.Shard(new(id, 0)).ExpireOverdueAsync();
        var order = (await _silo.Bench.OpenAsync(new(id, 0))).Orders.ShouldHaveSingleItem();
        (order.Id, order.Standing.Status, order.Standing.Cause).ShouldBe(
            (bought.Order, OrderStatus.Cancelled, CloseCause.SaleClosed)
        );
        (await sale.CloseAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.WrongState);
        (await sale.RestockAsync(1, "wang")).Outcome.ShouldBe(SaleControlOutcome.WrongState);
    }

    [Fact]
    public async Task A_sale_that_is_not_there_cannot_be_worked()
    {
        var sale = _silo.Grains.GetGrain<IFlashSaleControlGrain>(Guid.NewGuid());
        (await sale.PublishAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.NotFound);
        var terms = await _silo.Bench.TermsAsync(1);
        (await sale.CreateAsync(terms with { ProductId = Guid.NewGuid() }, "wang")).Outcome.ShouldBe(
            SaleControlOutcome.UnknownProduct
        );
    }

    [Fact]
    public async Task A_sale_that_was_taken_over_elsewhere_says_retry_and_then_knows_the_truth()
    {
        var (id, sale) = await PublishedAsync(stock: 3);
        var other = await _silo.Bench.Sales.TakeAsync(id, TestContext.Current.CancellationToken);
        await _silo.Bench.Sales.MoveAsync(
            id,
            other!.Epoch,
            SaleStatus.Paused,
            "li",
            "flash-sale.pause",
            TestContext.Current.CancellationToken
        );
        (await sale.PauseAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.Retry);
        (await sale.PauseAsync("wang")).Outcome.ShouldBe(SaleControlOutcome.WrongState);
    }

    private async Task<(SaleId Id, IFlashSaleControlGrain Sale)> DraftAsync(long stock)
    {
        var id = SaleId.New(TimeProvider.System);
        var sale = _silo.Grains.GetGrain<IFlashSaleControlGrain>(id.Value);
        (await sale.CreateAsync(await _silo.Bench.TermsAsync(stock), "wang")).Outcome.ShouldBe(SaleControlOutcome.Done);
        return (id, sale);
    }

    private async Task<(SaleId Id, IFlashSaleControlGrain Sale)> PublishedAsync(long stock)
    {
        var (id, sale) = await DraftAsync(stock);
        await sale.PublishAsync("wang");
        return (id, sale);
    }
}
