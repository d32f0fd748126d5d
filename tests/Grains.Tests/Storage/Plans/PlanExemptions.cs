namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>Statements that neither an order nor a sweep runs. Each says why it may read more.</summary>
internal static class PlanExemptions
{
    /// <summary>Type.Method, or Type.* for a whole type.</summary>
    public static readonly string[] Methods =
    [
        // Reconciliation sums up tables in one snapshot a minute, whose connection may scan.
        "FuelOrderScan.*",
        "StockScan.*",
        "ReconciliationScan.*",
        "RowScan.*",
        // SQLite's own statements, on a planner that needs no statistics.
        "BillNumberTable.*",
        "SqliteStockTable.OpenAsync",
        // A setting, no table.
        "PostgresDatabase.SnapshotAsync",
        // A change of keys reads its tables whole, page by page of the primary key.
        "SealRotation.*",
        // A page of the rows that are due, or of those of a day, in the order of the index of their time.
        "VoucherSweeper.ExpirePageAsync",
        "VoucherSweeper.RemindPageAsync",
        "LedgerLookup.EachPaymentAsync",
        "LedgerLookup.EachRefundAsync",
        // Staff ask, or a campaign is published, restocked or closed: its cost is that of one campaign, station or page.
        "AlarmTable.ListAsync",
        "BillDifferenceTable.ListAsync",
        "BillDifferenceTable.OpenAsync",
        "BillTable.ListAsync",
        "CampaignQueries.FindAsync",
        "CampaignQueries.FindPublicAsync",
        "CampaignQueries.ListAllAsync",
        "CampaignQueries.ListPublicAsync",
        "CampaignTable.RestockAsync",
        "CampaignTable.TakeAsync",
        "ConversionQueries.OfAsync",
        "FuelSaleTable.HeldAsync",
        "HeldSaleQueries.SinceAsync",
        "PaymentTable.ListAsync",
        "RefundTable.ListAsync",
        "RefundTable.SumAskedAsync",
        "StockTable.RaiseEpochsAsync",
        "StockTable.ReadShardsAsync",
        "TeamTable.ListAsync",
        "VoucherUseTable.ListRedemptionsAsync",
    ];

    /// <summary>An opening reads its shard: that, and nothing smaller, is its bound.</summary>
    private static readonly string[] Openings = ["PostgresStockTable.SelectOrders", "TeamTable.ReadShardAsync"];

    public static bool IsOpening(string method) => Openings.Contains(method);

    public static bool IsExempt(string method) => Methods.Any(exempt => Covers(exempt, method));

    public static bool Covers(string exempt, string method) =>
        exempt == method
        || (
            exempt.EndsWith(".*", StringComparison.Ordinal) && method.StartsWith(exempt[..^1], StringComparison.Ordinal)
        );
}
