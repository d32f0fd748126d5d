using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

/// <summary>The contract between a campaign's own grain and its tables, on either database.</summary>
public abstract class CampaignTableContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    [Fact]
    public async Task A_sale_is_read_back_as_it_was_written_times_to_the_millisecond()
    {
        var (id, terms) = (CampaignId.New(TimeProvider.System), await Fixture.TermsAsync(stock: 10, shards: 3));
        var created = await Fixture.Campaigns.CreateAsync(id, terms, "wang", Ct);
        var taken = await Fixture.Campaigns.TakeAsync(id, Ct);
        taken!.View.ShouldBe(created!.View);
        taken.View.ShouldBe(
            new()
            {
                Id = id,
                Terms = terms,
                Status = CampaignStatus.Draft,
                ProductName = "95#",
                Stock = 10,
                Held = 0,
                Confirmed = 0,
            }
        );
        (taken.Epoch, taken.Shards.Length).ShouldBe((created.Epoch + 1, 0));
    }

    [Fact]
    public async Task A_sale_of_an_unknown_product_is_not_written()
    {
        var (id, terms) = (CampaignId.New(TimeProvider.System), await Fixture.TermsAsync(stock: 10));
        (await Fixture.Campaigns.CreateAsync(id, terms with { ProductId = Guid.NewGuid() }, "wang", Ct)).ShouldBeNull();
        (await Fixture.Campaigns.TakeAsync(id, Ct)).ShouldBeNull();
        (await Fixture.AuditAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Publishing_cuts_the_stock_as_even_as_it_goes()
    {
        var sale = await Fixture.PublishAsync(stock: 10, shards: 4);
        sale.View.Status.ShouldBe(CampaignStatus.Published);
        sale.Shards.Select(s => s.Allotted).ShouldBe([3, 3, 2, 2]);
    }

    [Theory]
    [InlineData(CampaignStatus.Paused, "flash-sale.pause")]
    [InlineData(CampaignStatus.Published, "flash-sale.resume")]
    [InlineData(CampaignStatus.Closed, "flash-sale.close")]
    public async Task A_move_fences_every_shard_off_and_is_audited(CampaignStatus to, string action)
    {
        var sale = await Fixture.PublishAsync(stock: 10, shards: 2);
        var id = sale.View.Id;
        var (opening, _) = await Fixture.OpenAsync(new(id, 1));

        var moved = await Fixture.Campaigns.MoveAsync(id, sale.Epoch, to, "wang", action, Ct);

        moved!.View.Status.ShouldBe(to);
        (await Fixture.CommitAsync(new(id, 1), opening.Epoch, LedgerFixture.Order())).IsStale.ShouldBeTrue();
        (await Fixture.OpenAsync(new(id, 1))).Opening.Status.ShouldBe(to);
        (await Fixture.AuditAsync(id)).ShouldContain(("wang", action, ""));
    }

    [Fact]
    public async Task A_restock_adds_to_every_shard_fences_them_off_and_is_audited()
    {
        var sale = await Fixture.PublishAsync(stock: 10, shards: 2);
        var id = sale.View.Id;
        var (opening, _) = await Fixture.OpenAsync(new(id, 0));

        var restocked = await Fixture.Campaigns.RestockAsync(id, sale.Epoch, CampaignStatus.Published, 5, "wang", Ct);

        (restocked!.View.Stock, restocked.View.Free).ShouldBe((15, 15));
        restocked.Shards.Select(s => s.Allotted).ShouldBe([8, 7]);
        (await Fixture.CommitAsync(new(id, 0), opening.Epoch, LedgerFixture.Order())).IsStale.ShouldBeTrue();
        (await Fixture.AuditAsync(id)).ShouldContain(("wang", "flash-sale.restock", "delta 5"));
    }

    [Fact]
    public async Task A_restock_below_zero_takes_free_units_only_wherever_they_are()
    {
        var sale = await Fixture.PublishAsync(stock: 10, shards: 2);
        var id = sale.View.Id;
        var (opening, _) = await Fixture.OpenAsync(new(id, 0));
        await Fixture.CommitAsync(new(id, 0), opening.Epoch, LedgerFixture.Order(3));

        var restocked = await Fixture.Campaigns.RestockAsync(id, sale.Epoch, CampaignStatus.Published, -7, "wang", Ct);

        (restocked!.View.Stock, restocked.View.Held, restocked.View.Free).ShouldBe((3, 3, 0));
        (await EqualAsync(id)).Sum(s => s.Allotted).ShouldBe(3);
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(long.MinValue)]
    public async Task A_restock_that_takes_more_than_is_free_is_refused_and_changes_nothing(long delta)
    {
        var sale = await Fixture.PublishAsync(stock: 10, shards: 2);
        var id = sale.View.Id;
        var (opening, _) = await Fixture.OpenAsync(new(id, 0));
        await Fixture.CommitAsync(new(id, 0), opening.Epoch, LedgerFixture.Order(3));
        var before = (await Fixture.ShardsAsync(id), await Fixture.AuditAsync(id));

        await Should.ThrowAsync<LedgerRefusedException>(() =>
            Fixture.Campaigns.RestockAsync(id, sale.Epoch, CampaignStatus.Published, delta, "wang", Ct)
        );

        (await EqualAsync(id)).ShouldBe(before.Item1);
        (await Fixture.AuditAsync(id)).ShouldBe(before.Item2);
        (await Fixture.Campaigns.TakeAsync(id, Ct))!.View.Stock.ShouldBe(10);
        (await Fixture.CommitAsync(new(id, 0), opening.Epoch, LedgerFixture.Order())).IsStale.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_owner_s_epoch_changes_nothing()
    {
        var sale = await Fixture.PublishAsync(stock: 10);
        var id = sale.View.Id;
        await Fixture.Campaigns.TakeAsync(id, Ct);
        var before = (await Fixture.ShardsAsync(id), await Fixture.AuditAsync(id));

        (
            await Fixture.Campaigns.MoveAsync(id, sale.Epoch, CampaignStatus.Closed, "wang", "flash-sale.close", Ct)
        ).ShouldBeNull();
        (await Fixture.Campaigns.RestockAsync(id, sale.Epoch, CampaignStatus.Published, 1, "wang", Ct)).ShouldBeNull();

        (await Fixture.ShardsAsync(id)).ShouldBe(before.Item1);
        (await Fixture.AuditAsync(id)).ShouldBe(before.Item2);
    }
}
