namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>A group-buy campaign that staff wants to create. Money in fen.</summary>
/// <param name="Ladder">The team sizes that a leader may choose from, each with its price; one size is a ladder of one step.</param>
/// <param name="VirtualPercent">Zero: only a full team completes. Else a team completes at its deadline when so much of it is paid.</param>
/// <param name="RewardProductId">What an inviter gets for each customer whose first completed team they invited them to.</param>
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
        // What both kinds of campaign have in common is judged by the flash sale's rules, with the lowest price as the price.
        var errors = AsSale.Errors(now);
        errors.Remove("salePriceFen");
        errors.Remove("limitPerOrder");
        void Require(bool holds, string field, string message)
        {
            if (!holds)
                errors.TryAdd(field, [message]);
        }
        for (var i = 0; i < Ladder.Length; i++)
        {
            var (step, field) = (Ladder[i], $"ladder[{i}]");
            Require(
                step.Size is >= GroupTerms.SmallestTeam and <= GroupTerms.LargestTeam,
                $"{field}.size",
                $"Must be from {GroupTerms.SmallestTeam} to {GroupTerms.LargestTeam}."
            );
            Require(
                step.PriceFen > 0 && step.PriceFen <= ListPriceFen,
                $"{field}.priceFen",
                "Must be at least 1 fen and at most the list price."
            );
            Require(
                step.LeaderPriceFen is null || (step.LeaderPriceFen > 0 && step.LeaderPriceFen <= step.PriceFen),
                $"{field}.leaderPriceFen",
                "Must be at least 1 fen and at most the step's price."
            );
        }
        Require(Ladder.DistinctBy(step => step.Size).Count() == Ladder.Length, "ladder", "Each size may appear once.");
        Require(
            TeamOpenSeconds is >= ShortestTeam and <= LongestTeam,
            "teamOpenSeconds",
            $"Must be from {ShortestTeam} to {LongestTeam} seconds."
        );
        Require(VirtualPercent is 0 or (>= 50 and <= 99), "virtualPercent", "Must be 0, or from 50 to 99.");
        Require(Stock >= Ladder.Min(step => step.Size), "stock", "Must suffice for a team.");
        return errors;
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

    // A seat is one unit.
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
