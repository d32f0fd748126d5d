namespace FuelGrains.Load.Verifiers.Seats;

/// <summary>
/// Verifies every promise about teams, from rows, journal and acknowledgements; <see cref="PaymentInvariants"/> verifies the payments.
/// </summary>
internal static class TeamInvariants
{
    public static IEnumerable<Check> Of(TeamHistory all) =>
        [
            .. SeatVerifier.Of(all),
            .. OncePerCustomerVerifier.Of(all),
            .. TeamOutcomeVerifier.Of(all),
            .. CampaignStockVerifier.Of(all),
            .. TeamAcknowledgementVerifier.Of(all),
        ];
}
