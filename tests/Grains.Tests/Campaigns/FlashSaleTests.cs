using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class FlashSaleTests
{
    private readonly FlashSale _sale = new(View(), [new(0, 3, 10, 5, 0, 0), new(1, 3, 10, 5, 0, 0)]);

    [Fact]
    public void The_public_numbers_are_the_sums_of_the_shards()
    {
        _sale.Report(new(0, 3, 11, 4, 1, 2)).ShouldBeTrue();
        _sale.Report(new(1, 3, 11, 6, 3, 0)).ShouldBeTrue();
        (_sale.View.Stock, _sale.View.Held, _sale.View.Confirmed, _sale.View.Free).ShouldBe((10, 4, 2, 4));
    }

    [Fact]
    public void A_late_or_repeated_report_changes_nothing()
    {
        _sale.Report(new(0, 3, 12, 5, 2, 0)).ShouldBeTrue();
        _sale.Report(new(0, 3, 12, 5, 9, 0)).ShouldBeFalse();
        _sale.Report(new(0, 3, 11, 5, 9, 0)).ShouldBeFalse();
        _sale.Report(new(0, 2, 99, 5, 9, 0)).ShouldBeFalse();
        _sale.View.Held.ShouldBe(2);
    }

    [Fact]
    public void A_new_owner_of_a_shard_is_believed_whatever_its_revision() =>
        _sale.Report(new(0, 4, 1, 5, 1, 0)).ShouldBeTrue();

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_shard_that_the_sale_has_not_is_not_heard(int shard) =>
        _sale.Report(new(shard, 9, 9, 5, 1, 0)).ShouldBeFalse();

    [Theory]
    [InlineData(SaleStatus.Draft, true, false, false, false, true)]
    [InlineData(SaleStatus.Published, false, true, false, true, true)]
    [InlineData(SaleStatus.Paused, false, false, true, true, true)]
    [InlineData(SaleStatus.Closed, false, false, false, false, false)]
    public void Each_state_allows_its_own_moves(
        SaleStatus status,
        bool publish,
        bool pause,
        bool resume,
        bool restock,
        bool close
    )
    {
        var sale = new FlashSale(View() with { Status = status }, []);
        (sale.MayPublish, sale.MayPause, sale.MayResume, sale.MayRestock, sale.MayClose).ShouldBe(
            (publish, pause, resume, restock, close)
        );
        sale.IsPublic.ShouldBe(status != SaleStatus.Draft);
    }

    private static SaleView View() =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Terms = new OpenShard().Terms,
            Status = SaleStatus.Published,
            ProductName = "95#",
            Stock = 10,
            Held = 0,
            Confirmed = 0,
        };
}
