namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>A group-buy campaign on the wire. Amounts in fen, times UTC; <c>stock = free + held + confirmed</c>.</summary>
/// <param name="VirtualPercent">Zero, or the percentage of paid seats with which a team completes at its deadline; customers see the
/// number.</param>
internal sealed record GroupBuyJson(
    Guid Id,
    string Title,
    string ProductName,
    long ListPriceFen,
    long FromPriceFen,
    ImmutableArray<TeamPriceJson> Ladder,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    int LimitPerCustomer,
    int PayWithinSeconds,
    int TeamOpenSeconds,
    int VirtualPercent,
    bool NewCustomersOnly,
    bool InviteReward,
    CampaignStatus Status,
    long Stock,
    long Free,
    long Held,
    long Confirmed,
    long TeamsOpen,
    long TeamsCompleted
)
{
    public static GroupBuyJson Of(CampaignView campaign)
    {
        var (terms, group) = (campaign.Terms, campaign.Terms.Group!);
        return new(
            campaign.Id.Value,
            terms.Title,
            campaign.ProductName,
            terms.ListPriceFen,
            terms.SalePriceFen,
            [
                .. group.Ladder.Select(step => new TeamPriceJson(
                    step.Size,
                    step.PriceFen,
                    step.ForLeader,
                    group.Enough(step.Size)
                )),
            ],
            terms.StartsAt,
            terms.EndsAt,
            terms.LimitPerCustomer,
            (int)terms.PayWithin.TotalSeconds,
            (int)group.OpenFor.TotalSeconds,
            group.VirtualPercent,
            group.NewCustomersOnly,
            group.RewardProductId is not null,
            campaign.Status,
            campaign.Stock,
            campaign.Free,
            campaign.Held,
            campaign.Confirmed,
            campaign.TeamsOpen,
            campaign.TeamsCompleted
        );
    }
}

/// <param name="CompletesWith">How many paid seats are enough at a team's deadline.</param>
internal sealed record TeamPriceJson(int Size, long PriceFen, long LeaderPriceFen, int CompletesWith);

internal sealed record GroupBuyList(DateTimeOffset ServerTime, ImmutableArray<GroupBuyJson> GroupBuys);

/// <summary>A campaign at one revision of one epoch, with open teams near completion.</summary>
internal sealed record GroupBuySnapshot(
    DateTimeOffset ServerTime,
    long Epoch,
    long Revision,
    GroupBuyJson GroupBuy,
    ImmutableArray<OpenTeamJson> OpenTeams
);

internal sealed record OpenTeamList(DateTimeOffset ServerTime, ImmutableArray<OpenTeamJson> OpenTeams);

internal sealed record OpenTeamJson(
    Guid Id,
    int Size,
    int Paid,
    int Free,
    long PriceFen,
    DateTimeOffset JoinBy,
    DateTimeOffset Deadline
)
{
    public static OpenTeamJson Of(TeamView team) =>
        new(team.Id.Value, team.Size, team.Paid, team.Size - team.Taken, team.PriceFen, team.JoinBy, team.Deadline);
}
