using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class CampaignGrainTests : IAsyncLifetime
{
    private SiloOnLedger _silo = null!;

    public async ValueTask InitializeAsync() => _silo = await SiloOnLedger.StartAsync();

    public ValueTask DisposeAsync() => _silo.DisposeAsync();

    [Fact]
    public async Task A_draft_is_published_once()
    {
        var (id, campaign) = await DraftAsync(stock: 3);
        (await campaign.PauseAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.WrongState);
        (await campaign.PublishAsync("wang")).Campaign!.Status.ShouldBe(CampaignStatus.Published);
        (await campaign.PublishAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.WrongState);
        (await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task A_pause_holds_at_once_and_a_resume_lets_the_same_key_through()
    {
        var (id, campaign) = await PublishedAsync(stock: 3);
        var request = OpenShard.Request(OpenShard.Somebody());
        await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()));
        await campaign.PauseAsync("wang");
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Paused);
        await campaign.ResumeAsync("wang");
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Held);
    }

    [Fact]
    public async Task A_restock_of_a_sold_out_sale_sells_at_once()
    {
        var (id, campaign) = await PublishedAsync(stock: 1);
        await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()));
        var request = OpenShard.Request(OpenShard.Somebody());
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.AllHeld);
        (await campaign.RestockAsync(2, "wang")).Campaign!.Stock.ShouldBe(3);
        (await _silo.BuyAsync(new(id, 0), request)).Outcome.ShouldBe(HoldOutcome.Held);
        (await campaign.RestockAsync(-2, "wang")).Outcome.ShouldBe(CampaignControlOutcome.NotEnoughFree);
        (await campaign.RestockAsync(-1, "wang")).Campaign!.Stock.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_gives_every_hold_back_and_sells_no_more()
    {
        var (id, campaign) = await PublishedAsync(stock: 3);
        var bought = await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody(), 2));
        (await campaign.CloseAsync("wang")).Campaign!.Status.ShouldBe(CampaignStatus.Closed);
        (await _silo.BuyAsync(new(id, 0), OpenShard.Request(OpenShard.Somebody()))).Outcome.ShouldBe(
            HoldOutcome.Closed
        );
        while ((await _silo.Fixture.ShardsAsync(id))[0].Held > 0)
            await _silo.Shard(new(id, 0)).ExpireOverdueAsync();
        var order = (await _silo.Fixture.OpenAsync(new(id, 0))).Orders.ShouldHaveSingleItem();
        (order.Id, order.OrderState.Status, order.OrderState.Cause).ShouldBe(
            (bought.Order, OrderStatus.Cancelled, CloseCause.SaleClosed)
        );
        (await campaign.CloseAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.WrongState);
        (await campaign.RestockAsync(1, "wang")).Outcome.ShouldBe(CampaignControlOutcome.WrongState);
    }

    [Fact]
    public async Task A_sale_that_is_not_there_cannot_be_worked()
    {
        var campaign = _silo.Grains.GetGrain<ICampaignControlGrain>(Guid.NewGuid());
        (await campaign.PublishAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.NotFound);
        var terms = await _silo.Fixture.TermsAsync(1);
        (await campaign.CreateAsync(terms with { ProductId = Guid.NewGuid() }, "wang")).Outcome.ShouldBe(
            CampaignControlOutcome.UnknownProduct
        );
    }

    [Fact]
    public async Task A_sale_that_was_taken_over_elsewhere_says_retry_and_then_knows_the_truth()
    {
        var (id, campaign) = await PublishedAsync(stock: 3);
        var other = await _silo.Fixture.Campaigns.TakeAsync(id, TestContext.Current.CancellationToken);
        await _silo.Fixture.Campaigns.MoveAsync(
            id,
            other!.Epoch,
            CampaignStatus.Paused,
            "li",
            "flash-sale.pause",
            TestContext.Current.CancellationToken
        );
        (await campaign.PauseAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.Retry);
        (await campaign.PauseAsync("wang")).Outcome.ShouldBe(CampaignControlOutcome.WrongState);
    }

    private async Task<(CampaignId Id, ICampaignControlGrain Campaign)> DraftAsync(long stock)
    {
        var id = CampaignId.New(TimeProvider.System);
        var campaign = _silo.Grains.GetGrain<ICampaignControlGrain>(id.Value);
        (await campaign.CreateAsync(await _silo.Fixture.TermsAsync(stock), "wang")).Outcome.ShouldBe(
            CampaignControlOutcome.Done
        );
        return (id, campaign);
    }

    private async Task<(CampaignId Id, ICampaignControlGrain Campaign)> PublishedAsync(long stock)
    {
        var (id, campaign) = await DraftAsync(stock);
        await campaign.PublishAsync("wang");
        return (id, campaign);
    }
}
