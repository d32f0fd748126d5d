using FuelGrains.WebFront.Hosting;

namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>A group-buy campaign that staff creates. Money is in fen.</summary>
/// <param name="Ladder">The team sizes that a leader may choose from, each with its price; one size is a ladder of one step.</param>
/// <param name="VirtualPercent">Zero, when only a full team completes, or the percentage of paid seats with which a team completes at
/// its deadline.</param>
/// <param name="RewardProductId">The product that an inviting customer gets for each invited customer's first completed team.</param>
internal sealed record NewGroupBuy(
    Guid ProductId,
    string Title,
    long ListPriceFen,
    ImmutableArray<NewTeamPrice> Ladder,
    long Stock,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int LimitPerCustomer,
    int PayWithinSeconds,
    int TeamOpenSeconds,
    int VirtualPercent = 0,
    bool NewCustomersOnly = false,
    Guid? RewardProductId = null,
    int Shards = 1
)
{
    private const int MaxSteps = 10;
    private const int ShortestTeam = 60;
    private const int LongestTeam = 7 * 86_400;

    public Dictionary<string, string[]> Errors(DateTimeOffset now)
    {
        if (Ladder.IsDefaultOrEmpty || Ladder.Length > MaxSteps)
            return new() { ["ladder"] = [$"Must have 1 to {MaxSteps} steps."] };
        // The rules of a flash sale check what both kinds of campaign have in common, with the lowest price as the price.
        var check = AsSale.Check(now);
        check.Errors.Remove("salePriceFen");
        check.Errors.Remove("limitPerOrder");
        for (var i = 0; i < Ladder.Length; i++)
        {
            var (step, field) = (Ladder[i], $"ladder[{i}]");
            check.Require(
                step.Size is >= GroupTerms.SmallestTeam and <= GroupTerms.LargestTeam,
                $"{field}.size",
                $"Must be from {GroupTerms.SmallestTeam} to {GroupTerms.LargestTeam}."
            );
            check.Require(
                step.PriceFen > 0 && step.PriceFen <= ListPriceFen,
                $"{field}.priceFen",
                "Must be at least 1 fen and at most the list price."
            );
            check.Require(
                step.LeaderPriceFen is null || (step.LeaderPriceFen > 0 && step.LeaderPriceFen <= step.PriceFen),
                $"{field}.leaderPriceFen",
                "Must be at least 1 fen and at most the step's price."
            );
        }
        check.Require(
            Ladder.DistinctBy(step => step.Size).Count() == Ladder.Length,
            "ladder",
            "Each size may appear once."
        );
        check.Require(
            TeamOpenSeconds is >= ShortestTeam and <= LongestTeam,
            "teamOpenSeconds",
            $"Must be from {ShortestTeam} to {LongestTeam} seconds."
        );
        check.Require(VirtualPercent is 0 or (>= 50 and <= 99), "virtualPercent", "Must be 0, or from 50 to 99.");
        check.Require(Stock >= Ladder.Min(step => step.Size), "stock", "Must suffice for a team.");
        return check.Errors;
    }

    public CampaignTerms Terms =>
        AsSale.Terms with
        {
            Group = new()
            {
                Ladder =
                [
                    .. Ladder
                        .OrderBy(step => step.Size)
                        .Select(step => new TeamPrice(step.Size, step.PriceFen, step.LeaderPriceFen)),
                ],
                OpenFor = TimeSpan.FromSeconds(TeamOpenSeconds),
                VirtualPercent = VirtualPercent,
                NewCustomersOnly = NewCustomersOnly,
                RewardProductId = RewardProductId,
            },
        };

    // A seat is one unit, so the limit of an order is one.
    private NewFlashSale AsSale =>
        new(
            ProductId,
            Title,
            ListPriceFen,
            Ladder.Min(step => step.PriceFen),
            Stock,
            StartsAt,
            EndsAt,
            LimitPerCustomer,
            1,
            PayWithinSeconds,
            Shards
        );
}

internal sealed record NewTeamPrice(int Size, long PriceFen, long? LeaderPriceFen = null);
