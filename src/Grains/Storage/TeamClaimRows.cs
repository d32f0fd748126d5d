namespace FuelGrains.Grains.Storage;

/// <summary>Says why a seat was refused, from the customer's row in the campaign.</summary>
internal static class TeamClaimRows
{
    public static async Task<HoldOutcome> WhyAsync(
        LedgerSession session,
        CampaignId campaign,
        CustomerId customer,
        TeamWork work
    )
    {
        var row = await session
            .Sql(
                "SELECT leads, unpaid, seats FROM team_claims WHERE campaign_id = @campaign AND customer_id = @customer"
            )
            .With("campaign", campaign.Value)
            .With("customer", customer.Value)
            .FirstAsync(r => (Leading: r.IdOrNull(0), Unpaid: r.IdOrNull(1), Seats: r.Int(2)));
        return row.Unpaid is not null ? HoldOutcome.UnpaidSeat
            : row.Leading is not null && work.Claims[customer].Leading is not null ? HoldOutcome.OpenTeam
            : row.Seats >= work.LimitPerCustomer ? HoldOutcome.LimitReached
            : HoldOutcome.Retry;
    }
}
