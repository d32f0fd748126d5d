namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>Statements that neither an order nor a sweep runs. Each says why it may read more.</summary>
internal static class PlanExemptions
{
    /// <summary>Type.Method, or Type.* for a whole type.</summary>
    public static readonly string[] Methods =
    [
        // Reconciliation sums up tables in one snapshot a minute, whose connection may scan.
        "OrderScan.*",
        "PaymentScan.*",
        "VoucherScan.*",
        "FuelOrderScan.*",
        "StockScan.*",
        "ReconciliationScan.*",
        "RowScan.*",
    ];

    public static bool IsExempt(string method) => Methods.Any(exempt => Covers(exempt, method));

    public static bool Covers(string exempt, string method) =>
        exempt == method
        || (
            exempt.EndsWith(".*", StringComparison.Ordinal) && method.StartsWith(exempt[..^1], StringComparison.Ordinal)
        );
}
