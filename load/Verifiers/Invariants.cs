namespace FuelGrains.Load.Verifiers;

/// <summary>Verifies every promise about payments, from journal, rows and acknowledgements. Verifiers are pure functions of them.</summary>
internal static class PaymentInvariants
{
    public static IEnumerable<Check> Of(PaymentHistory all) =>
        [
            .. PendingVerifier.Of(all),
            .. PaymentVerifier.Of(all),
            .. RefundVerifier.Of(all),
            .. VoucherVerifier.Of(all),
            .. StockVerifier.Of(all),
            .. AcknowledgementVerifier.Of(all),
        ];
}

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
