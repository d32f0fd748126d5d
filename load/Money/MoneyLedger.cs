using FuelGrains.Load.Checks;
using FuelGrains.Load.Product;
using static FuelGrains.Load.Checks.LedgerRead;

namespace FuelGrains.Load.Money;

/// <summary>Reads the tables of money. Whole tables: the run has a database of its own.</summary>
internal static class MoneyLedger
{
    public static async Task<MoneyRows> ReadAsync(Store store, CancellationToken stop)
    {
        await using var read = await OpenAsync(store, stop);
        return await ReadAsync(read, stop);
    }

    public static async Task<MoneyRows> ReadAsync(LedgerRead read, CancellationToken stop) =>
        new()
        {
            Orders = await read.ListAsync(
                "SELECT id, customer_id, quantity, amount_fen, status, returned FROM orders",
                r => new OrderRow(
                    Id(r, 0),
                    Id(r, 1),
                    Number(r, 2),
                    r.GetInt64(3),
                    (OrderState)Number(r, 4),
                    Number(r, 5)
                ),
                stop
            ),
            Attempts = await read.ListAsync(
                "SELECT out_trade_no, order_id, amount_fen, state, prepay_id FROM pay_attempts",
                r => new AttemptRow(
                    r.GetString(0),
                    Id(r, 1),
                    r.GetInt64(2),
                    (AttemptState)Number(r, 3),
                    TextOrNull(r, 4)
                ),
                stop
            ),
            Payments = await read.ListAsync(
                "SELECT transaction_id, out_trade_no, order_id, amount_fen, state, refund_fen FROM payments",
                r => new PaymentRow(
                    r.GetString(0),
                    r.GetString(1),
                    IdOrNull(r, 2),
                    r.GetInt64(3),
                    (PaymentState)Number(r, 4),
                    r.GetInt64(5)
                ),
                stop
            ),
            Refunds = await read.ListAsync(
                "SELECT out_refund_no, transaction_id, order_id, amount_fen, units, state, cause FROM refunds",
                r => new RefundRow(
                    r.GetString(0),
                    r.GetString(1),
                    IdOrNull(r, 2),
                    r.GetInt64(3),
                    Number(r, 4),
                    (RefundState)Number(r, 5),
                    (RefundCause)Number(r, 6)
                ),
                stop
            ),
            Vouchers = await read.ListAsync(
                "SELECT id, order_id, unit, customer_id, price_fen, state FROM vouchers",
                r => new VoucherRow(
                    Id(r, 0),
                    IdOrNull(r, 1),
                    Number(r, 2),
                    Id(r, 3),
                    r.GetInt64(4),
                    (VoucherState)Number(r, 5)
                ),
                stop
            ),
            Outbox = await read.ListAsync(
                "SELECT id, kind, subject, attempts, state, last_error FROM outbox",
                r => new OutboxRow(
                    Id(r, 0),
                    r.GetString(1),
                    r.GetString(2),
                    Number(r, 3),
                    Number(r, 4) == 1,
                    TextOrNull(r, 5)
                ),
                stop
            ),
            Shards = await read.ListAsync(
                "SELECT allotted, held, confirmed FROM stock_shards",
                r => new ShardRow(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)),
                stop
            ),
        };
}
