namespace FuelGrains.Load.Verifiers.Payments;

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
