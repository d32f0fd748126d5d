using FuelGrains.Load.Checks;

namespace FuelGrains.Load.Money;

/// <summary>Every promise about money, on journal, rows and what was told. Pure: it asks nobody.</summary>
internal static class MoneyMatch
{
    public static IEnumerable<Check> Of(Evidence all) =>
        [
            .. PendingMatch.Of(all),
            .. PaymentMatch.Of(all),
            .. RefundMatch.Of(all),
            .. VoucherMatch.Of(all),
            .. StockMatch.Of(all),
            .. ToldMatch.Of(all),
        ];
}
