using static FuelGrains.Load.Tests.Verifiers.Payments.PaymentRecords;

namespace FuelGrains.Load.Tests.Verifiers.Payments;

/// <summary>Changes of single rows in the records of a run, to make them wrong.</summary>
internal static class PaymentEdits
{
    public static PaymentRecords Payment(PaymentRecords b, int n, Func<PaymentRow, PaymentRow> change) =>
        b with
        {
            Rows = b.Rows with
            {
                Payments = [.. b.Rows.Payments.Select(p => p.TransactionId == Transaction(n) ? change(p) : p)],
            },
        };

    public static PaymentRecords Refund(PaymentRecords b, int n, Func<RefundRow, RefundRow> change) =>
        b with
        {
            Rows = b.Rows with
            {
                Refunds = [.. b.Rows.Refunds.Select(r => r.OutRefundNo == RefundNo(n) ? change(r) : r)],
            },
        };

    public static PaymentRecords Journalled(PaymentRecords b, int n, Func<JournalRefund, JournalRefund> change) =>
        b with
        {
            Journal = b.Journal with
            {
                Refunds = [.. b.Journal.Refunds.Select(r => r.OutRefundNo == RefundNo(n) ? change(r) : r)],
            },
        };

    public static PaymentRecords Second(PaymentRecords b, int n, string number) =>
        b with
        {
            Journal = b.Journal with
            {
                Refunds = [.. b.Journal.Refunds, new(number, "50309", Number(n), Transaction(n), Price, Price)],
                RefundEnds = [.. b.Journal.RefundEnds, new(number, "SUCCESS")],
            },
        };

    public static PaymentRecords Voucher(PaymentRecords b, int n, Func<VoucherRow, VoucherRow> change) =>
        b with
        {
            Rows = b.Rows with { Vouchers = [.. b.Rows.Vouchers.Select(v => v.Order == Order(n) ? change(v) : v)] },
        };

    public static PaymentRecords ARow(PaymentRecords b, int n, Func<OrderRow, OrderRow> change) =>
        b with
        {
            Rows = b.Rows with { Orders = [.. b.Rows.Orders.Select(o => o.Id == Order(n) ? change(o) : o)] },
        };

    public static PaymentRecords Shard(PaymentRecords b, Func<ShardRow, ShardRow> change) =>
        b with
        {
            Rows = b.Rows with { Shards = [.. b.Rows.Shards.Select(change)] },
        };

    public static PaymentRecords Effect(PaymentRecords b, bool dead) =>
        b with
        {
            Rows = b.Rows with
            {
                Outbox = [new("order.fulfil", $"{Order(1)}", 3, dead ? OutboxState.Dead : OutboxState.Waiting, "why")],
            },
        };

    public static PaymentRecords Alarm(PaymentRecords b, string kind) =>
        b with
        {
            Rows = b.Rows with { Alarms = [.. b.Rows.Alarms, new(kind, "wechat-pay", null)] },
        };

    public static PaymentRecords ToldOf(PaymentRecords b, int n, Func<AcknowledgedOrder, AcknowledgedOrder> change) =>
        b with
        {
            Told = b.Told with { Orders = [.. b.Told.Orders.Select(t => t.Id == Order(n) ? change(t) : t)] },
        };
}
