using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

public sealed class TeamIdTests
{
    [Fact]
    public void A_share_code_is_the_end_of_the_id_in_letters_that_nobody_confuses()
    {
        new TeamId(new("0198c0de-0000-7000-8000-000000000000")).ShareCode.ShouldBe("0000000000");
        new TeamId(new("0198c0de-0000-7000-8003-ffffffffffff")).ShareCode.ShouldBe("ZZZZZZZZZZ");
        new TeamId(new("0198c0de-0000-7000-bffc-00000000002a")).ShareCode.ShouldBe("000000001A");
    }

    [Theory]
    [InlineData("ZZZZZZZZZZ", true)]
    [InlineData("0a1b2c3d4e", true)]
    [InlineData("ZZZZZZZZZ", false)]
    [InlineData("ZZZZZZZZZI", false)]
    [InlineData("ZZZZZZZZZ'", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void What_can_be_a_share_code_is_told_by_its_letters(string? text, bool is_one) =>
        TeamId.IsShareCode(text).ShouldBe(is_one);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(64)]
    public void A_fresh_team_maps_to_the_shard_it_was_made_for(int shards)
    {
        var campaign = new CampaignId(Guid.NewGuid());
        for (var shard = 0; shard < shards; shard++)
            TeamId
                .New(OpenShard.Start, new(campaign, shard), shards)
                .ShardOf(campaign, shards)
                .ShouldBe(new(campaign, shard));
    }
}
