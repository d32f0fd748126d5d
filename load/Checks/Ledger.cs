using System.Data.Common;
using FuelGrains.Load.Product;

namespace FuelGrains.Load.Checks;

internal sealed record LedgerOrder(Guid Id, Guid Customer, Guid KeyHash, int Quantity, int Status);

internal sealed record LedgerShard(long Allotted, long Held, long Confirmed);

/// <summary>One sale's rows, all read in one snapshot.</summary>
internal sealed record LedgerSnapshot(IReadOnlyList<LedgerShard> Shards, IReadOnlyList<LedgerOrder> Orders);

/// <summary>Reads the sale's tables themselves.</summary>
internal sealed class Ledger(Store store)
{
    private const string ShardRows = "SELECT allotted, held, confirmed FROM stock_shards WHERE sale_id = @sale";
    private const string OrderRows =
        "SELECT id, customer_id, key_hash, quantity, status FROM orders WHERE sale_id = @sale";

    public async Task<LedgerSnapshot> ReadAsync(Guid sale, CancellationToken stop)
    {
        await using var read = await LedgerRead.OpenAsync(store, stop);
        var shards = await read.ListAsync(
            ShardRows,
            r => new LedgerShard(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
            stop,
            sale
        );
        return new(shards, await read.ListAsync(OrderRows, Order, stop, sale));
    }

    private static LedgerOrder Order(DbDataReader row) =>
        new(
            LedgerRead.Id(row, 0),
            LedgerRead.Id(row, 1),
            LedgerRead.Id(row, 2),
            LedgerRead.Number(row, 3),
            LedgerRead.Number(row, 4)
        );
}
