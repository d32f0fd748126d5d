namespace FuelGrains.Load.Verifiers.Payments;

/// <summary>
/// Verifies that nothing waits after the end, unless for a person: no effect, dead letter, open attempt, undecided payment or
/// refund, and no alarm about a trouble that is over.
/// </summary>
internal static class PendingVerifier
{
    public static IEnumerable<Check> Of(PaymentHistory all)
    {
        var checks = new Checks("pending");
        var rows = all.Rows;
        var frozen = rows
            .Payments.Where(p => p.State == PaymentState.Frozen)
            .Select(p => all.Attempt(p.OutTradeNo)?.Order)
            .OfType<Guid>()
            .ToHashSet();
        checks["effects in the outbox = 0"] = rows.Outbox.Where(o => !o.Dead).Select(Name);
        checks["dead letters = 0"] = rows.Outbox.Where(o => o.Dead).Select(Name);
        checks["payments not decided = 0"] = rows
            .Payments.Where(p => p.State is PaymentState.Received or PaymentState.Applying)
            .Select(p => $"{p.TransactionId} is {p.State}");
        // An order whose money was frozen waits for staff, and so do its attempts.
        checks["open attempts to pay = 0"] = rows
            .Attempts.Where(a => a.State == AttemptState.Open && !frozen.Contains(a.Order))
            .Select(a => a.OutTradeNo);
        checks["orders not at an end = 0"] = rows
            .Orders.Where(o => !o.IsFinal && !(frozen.Contains(o.Id) && !o.WasPaid))
            .Select(o => $"{o.Id} is {o.State}");
        checks["refunds not at an end = 0"] = rows
            .Refunds.Where(r => !r.IsFinal)
            .Select(r => $"{r.OutRefundNo} is {r.State}");
        checks["refunds under way at WeChat = 0"] = all
            .Journal.Refunds.Where(r => all.Journal.StatusOf(r.OutRefundNo) is null)
            .Select(r => r.OutRefundNo);
        checks["open alarms about the gateway or the merchant's account = 0"] = rows
            .Alarms.Where(a => a is { IsOfGateway: true, ClosedAt: null })
            .Select(a => a.Kind);
        checks["vouchers held = 0"] = rows.Vouchers.Where(v => v.State == VoucherState.Held).Select(v => v.Id);
        return checks;
    }

    private static string Name(OutboxRow row) =>
        $"{row.Kind} {row.Subject} after {row.Attempts} attempts ({row.LastError})";
}
