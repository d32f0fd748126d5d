using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>
/// Settles differences as staff say. Each effect is idempotent by the ledger's own keys, and stands in one commit with the settled
/// difference and the audit; or, for a payment, before it.
/// </summary>
public sealed class BillSettler(
    LedgerDatabase ledger,
    PaymentInbox inbox,
    ConsoleRefunds consoleRefunds,
    BillQuestions questions,
    IGrainFactory grains,
    TimeProvider time
)
{
    public async Task<SettleReply> SettleAsync(
        Guid id,
        BillSettlement how,
        string staff,
        string note,
        CancellationToken ct
    )
    {
        if (await ledger.ReadAsync(session => BillDifferenceTable.FindAsync(session, id), ct) is not { } difference)
            return new(SettleOutcome.NotFound);
        if (!difference.View.Open)
            return Settled(difference.View, how);
        if (!MaySettle(difference.View.Kind, how))
            return new(SettleOutcome.WrongWay, difference.View);
        return how switch
        {
            BillSettlement.RecordPayment => await RecordAsync(difference, staff, note),
            BillSettlement.BookRefund => await BookAsync(difference, staff, note),
            BillSettlement.AskWeChat => await AskAsync(difference, staff, note, ct),
            BillSettlement.FreezePayment => await FreezeAsync(difference, staff, note),
            _ => await MarkAsync(difference, how, staff, note),
        };
    }

    /// <summary>The ways in which staff may settle a difference of that kind.</summary>
    internal static bool MaySettle(BillDifferenceKind kind, BillSettlement how) =>
        how switch
        {
            BillSettlement.Accept => true,
            BillSettlement.RecordPayment => kind == BillDifferenceKind.PaidThereUnknownHere,
            BillSettlement.BookRefund => kind == BillDifferenceKind.RefundedThereUnknownHere,
            BillSettlement.AskWeChat => kind
                is BillDifferenceKind.PaymentMissingThere
                    or BillDifferenceKind.RefundMissingThere
                    or BillDifferenceKind.PaymentAmountOther
                    or BillDifferenceKind.RefundAmountOther,
            BillSettlement.FreezePayment => kind
                is BillDifferenceKind.PaymentMissingThere
                    or BillDifferenceKind.PaymentAmountOther,
            _ => false,
        };

    // The bill says what a callback would have said, and takes the same way.
    private async Task<SettleReply> RecordAsync(BillDifference difference, string staff, string note)
    {
        var view = difference.View;
        var recorded = await inbox.RecordAsync(
            new(
                view.Number,
                view.OutTradeNo ?? "",
                view.ThereFen!.Value,
                view.ThereFen.Value,
                difference.Currency,
                difference.AppId,
                difference.MerchantId,
                view.At
            ),
            PaymentSource.Bill
        );
        if (recorded.Outcome == RecordOutcome.Contradiction)
            return new(SettleOutcome.Contradicted, view, "the ledger has this payment with other values");
        if (recorded.Outcome == RecordOutcome.New)
            grains.GetGrain<IOrderMoneyGrain>(recorded.Owner).ApplyAsync(view.Number).Ignore();
        return await MarkAsync(difference, BillSettlement.RecordPayment, staff, note);
    }

    // The difference's row is changed first, so concurrent calls wait for each other and only the first one books.
    private async Task<SettleReply> BookAsync(BillDifference difference, string staff, string note)
    {
        var view = difference.View;
        string? trouble = null;
        try
        {
            var booked = await ledger.WriteAsync(
                async session =>
                {
                    if (!await MarkAsync(session, view, BillSettlement.BookRefund, staff, note))
                        return null;
                    var answer = await consoleRefunds.BookAsync(session, view, staff, note);
                    trouble = answer.Trouble;
                    return trouble is null ? answer.Refund : throw new LedgerRefusedException(trouble);
                },
                CancellationToken.None
            );
            if (booked is not null)
                await consoleRefunds.OnCommittedAsync(booked);
            return await ReplyAsync(view.Id, BillSettlement.BookRefund);
        }
        catch (LedgerRefusedException)
        {
            return trouble is null ? new(SettleOutcome.Retry, view) : new(SettleOutcome.Contradicted, view, trouble);
        }
    }

    private async Task<SettleReply> AskAsync(BillDifference difference, string staff, string note, CancellationToken ct)
    {
        var answer = await questions.AskAsync(difference.View, ct);
        return answer.Outcome == SettleOutcome.Done
            ? await MarkAsync(difference, BillSettlement.AskWeChat, staff, note.Length > 0 ? note : answer.Words)
            : new(answer.Outcome, difference.View, answer.Words);
    }

    private async Task<SettleReply> FreezeAsync(BillDifference difference, string staff, string note)
    {
        var view = difference.View;
        await ledger.WriteAsync(
            async session =>
            {
                if (await PaymentTable.FreezeAsync(session, view.Number, $"bill: {view.Kind}"))
                    await AuditTable.AddAsync(session, time, staff, "payment.freeze", $"payment/{view.Number}", note);
                return await MarkAsync(session, view, BillSettlement.FreezePayment, staff, note);
            },
            CancellationToken.None
        );
        return await ReplyAsync(view.Id, BillSettlement.FreezePayment);
    }

    private async Task<SettleReply> MarkAsync(BillDifference difference, BillSettlement how, string staff, string note)
    {
        await ledger.WriteAsync(
            session => MarkAsync(session, difference.View, how, staff, note),
            CancellationToken.None
        );
        return await ReplyAsync(difference.View.Id, how);
    }

    private async Task<bool> MarkAsync(
        LedgerSession session,
        BillDifferenceView view,
        BillSettlement how,
        string staff,
        string note
    )
    {
        if (!await BillDifferenceTable.SettleAsync(session, view.Id, how, staff, note, time.GetUtcNow()))
            return false;
        await AuditTable.AddAsync(
            session,
            time,
            staff,
            "bill.settle",
            BillTable.Subject(view.Day, view.Bill),
            $"{view.Kind} {view.Number}: {how}; {note}"
        );
        return true;
    }

    // A concurrent call may have settled the difference first: the row says how.
    private async Task<SettleReply> ReplyAsync(Guid id, BillSettlement how) =>
        await ledger.ReadAsync(session => BillDifferenceTable.FindAsync(session, id)) is { } now
            ? Settled(now.View, how)
            : new(SettleOutcome.NotFound);

    private static SettleReply Settled(BillDifferenceView view, BillSettlement how) =>
        new(view.SettledHow == how ? SettleOutcome.Done : SettleOutcome.AlreadySettled, view);
}
