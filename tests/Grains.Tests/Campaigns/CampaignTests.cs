using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class CampaignTests
{
    private readonly Campaign _campaign = new(View(), [new(0, 3, 10, 5, 0, 0), new(1, 3, 10, 5, 0, 0)]);

    [Fact]
    public void The_public_numbers_are_the_sums_of_the_shards()
    {
        _campaign.Report(new(0, 3, 11, 4, 1, 2)).ShouldBeTrue();
        _campaign.Report(new(1, 3, 11, 6, 3, 0)).ShouldBeTrue();
        (_campaign.View.Stock, _campaign.View.Held, _campaign.View.Confirmed, _campaign.View.Free).ShouldBe(
            (10, 4, 2, 4)
        );
    }

    [Fact]
    public void A_late_or_repeated_report_changes_nothing()
    {
        _campaign.Report(new(0, 3, 12, 5, 2, 0)).ShouldBeTrue();
        _campaign.Report(new(0, 3, 12, 5, 9, 0)).ShouldBeFalse();
        _campaign.Report(new(0, 3, 11, 5, 9, 0)).ShouldBeFalse();
        _campaign.Report(new(0, 2, 99, 5, 9, 0)).ShouldBeFalse();
        _campaign.View.Held.ShouldBe(2);
    }

    [Fact]
    public void A_new_owner_of_a_shard_is_believed_whatever_its_revision() =>
        _campaign.Report(new(0, 4, 1, 5, 1, 0)).ShouldBeTrue();

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_shard_that_the_sale_has_not_is_not_heard(int shard) =>
        _campaign.Report(new(shard, 9, 9, 5, 1, 0)).ShouldBeFalse();

    [Theory]
    [InlineData(CampaignStatus.Draft, true, false, false, false, true)]
    [InlineData(CampaignStatus.Published, false, true, false, true, true)]
    [InlineData(CampaignStatus.Paused, false, false, true, true, true)]
    [InlineData(CampaignStatus.Closed, false, false, false, false, false)]
    public void Each_state_allows_its_own_moves(
        CampaignStatus status,
        bool publish,
        bool pause,
        bool resume,
        bool restock,
        bool close
    )
    {
        var campaign = new Campaign(View() with { Status = status }, []);
        (campaign.MayPublish, campaign.MayPause, campaign.MayResume, campaign.MayRestock, campaign.MayClose).ShouldBe(
            (publish, pause, resume, restock, close)
        );
        campaign.IsPublic.ShouldBe(status != CampaignStatus.Draft);
    }

    private static CampaignView View() =>
        new()
        {
            Id = new(Guid.NewGuid()),
            Terms = new OpenShard().Terms,
            Status = CampaignStatus.Published,
            ProductName = "95#",
            Stock = 10,
            Held = 0,
            Confirmed = 0,
        };
}
