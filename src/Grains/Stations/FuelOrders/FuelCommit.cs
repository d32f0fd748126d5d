using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Writes a fuel order's change with all that belongs to it: the lock of its sale, its vouchers, its refunds, the promises of the
/// outbox. One transaction, so nobody ever sees half of it.
/// </summary>
internal static class FuelCommit
{
    public const string BackOfficeAlarm = "fuel.back-office";
    public const string NotPermittedAlarm = "fuel.not-permitted";

    /// <summary>False: the order changed since it was seen, and nothing was written.</summary>
    /// <exception cref="FuelConflictException">Something else of it is not as it must be; the transaction is undone.</exception>
    public static async Task<bool> WriteAsync(LedgerSession session, FuelOrder seen, FuelOrder next, DateTimeOffset now)
    {
        if (!await FuelOrderRows.SaveAsync(session, seen, next))
            return false;
        if (next.Status != seen.Status)
            await PromiseAsync(session, next, now);
        if (seen.Settled is null && next is { Settled: { } settled, Phase: FuelPhase.Clearing })
        {
            await LockSaleAsync(session, next, now);
            await GiveBackAsync(
                session,
                next,
                next.MoneyFen - settled.MoneyFen,
                MoneyIds.RemainderNo(next.Id),
                RefundCause.Remainder,
                units: 0,
                now
            );
        }
        if (next.Phase != seen.Phase)
            await EndAsync(session, seen, next, now);
        return true;
    }

    public static async Task PromiseAsync(LedgerSession session, FuelOrder order, DateTimeOffset now)
    {
        if (order.Status == OrderStatus.Closing)
            await OutboxRows.AddAsync(session, now, OutboxKinds.CloseOrder, $"{order.Id}");
        if (order.Status == OrderStatus.Paid)
            await OutboxRows.AddAsync(session, now, OutboxKinds.AdvanceFuel, $"{order.Id}");
    }

    private static async Task EndAsync(LedgerSession session, FuelOrder seen, FuelOrder next, DateTimeOffset now)
    {
        switch (next.Phase)
        {
            case FuelPhase.Done:
                await ConfirmVouchersAsync(session, next, now);
                // Staff may keep less than was settled.
                await GiveBackAsync(
                    session,
                    next,
                    seen.KeptFen - next.KeptFen,
                    MoneyIds.LastRefundNo(next.Id),
                    RefundCause.Remainder,
                    units: 0,
                    now
                );
                break;
            case FuelPhase.GivenBack:
                await VoucherHolds.ReleaseAsync(
                    session,
                    next.Customer,
                    next.Holder,
                    next.Cause == CloseCause.Expired,
                    now
                );
                await UnlockSaleAsync(session, next, now);
                if (next.Status == OrderStatus.Refunding)
                    await GiveBackAsync(
                        session,
                        next,
                        next.KeptFen,
                        MoneyIds.LastRefundNo(next.Id),
                        RefundCause.NotFuelled,
                        units: 1,
                        now
                    );
                break;
            case FuelPhase.BackOffice:
                await AlarmRows.RaiseAsync(
                    session,
                    now,
                    BackOfficeAlarm,
                    $"order/{next.Id}",
                    $"{next.Pump}: {next.Note}"
                );
                break;
        }
    }

    private static async Task ConfirmVouchersAsync(LedgerSession session, FuelOrder order, DateTimeOffset now)
    {
        try
        {
            var confirmed = await VoucherHolds.ConfirmAsync(
                session,
                order.Customer,
                order.Holder,
                order.Shares,
                order.Pump.Station,
                now
            );
            if (
                confirmed.Reply.Outcome == WalletOutcome.Done
                || (confirmed.Reply.Outcome == WalletOutcome.NotFound && order.Shares.IsEmpty)
            )
                return;
            throw new FuelConflictException($"Its vouchers could not be confirmed: {confirmed.Reply.Outcome}.");
        }
        catch (VoucherRefusal refused)
        {
            throw new FuelConflictException($"Its vouchers could not be confirmed: {refused.Message}.");
        }
    }

    private static async Task LockSaleAsync(LedgerSession session, FuelOrder order, DateTimeOffset now)
    {
        var locked = await session
            .Sql(
                """
                UPDATE fuel_sales SET state = 1, payer_id = @payer, locked_until = @now, fence = fence + 1, changed_at = @now WHERE id = @id AND state = 0
                """
            )
            .With("payer", order.Customer.Value)
            .With("now", now)
            .With("id", order.Sale!.Value.Value)
            .ExecuteAsync();
        if (locked == 0)
            throw new FuelConflictException("Its sale is not open any more.");
    }

    // A sale that the site was told of is not ours to open again.
    private static Task UnlockSaleAsync(LedgerSession session, FuelOrder order, DateTimeOffset now) =>
        order.Sale is not { } sale
            ? Task.CompletedTask
            : session
                .Sql(
                    """
                    UPDATE fuel_sales SET state = 0, payer_id = NULL, locked_until = NULL, fence = fence + 1, changed_at = @now
                    WHERE id = @id AND state = 1 AND payer_id = @payer AND clear_id IS NULL
                    """
                )
                .With("now", now)
                .With("id", sale.Value)
                .With("payer", order.Customer.Value)
                .ExecuteAsync();

    private static async Task GiveBackAsync(
        LedgerSession session,
        FuelOrder order,
        long amountFen,
        string number,
        RefundCause cause,
        int units,
        DateTimeOffset now
    )
    {
        if (amountFen == 0)
            return;
        // It is the order's from the moment that it is applied; that it is kept is written a moment later.
        var payment =
            await session
                .Sql(
                    """
                    UPDATE payments SET refund_fen = refund_fen + @amount WHERE order_id = @order AND state IN (1, 2) AND refund_fen + @amount <= amount_fen
                    RETURNING transaction_id
                    """
                )
                .With("amount", amountFen)
                .With("order", order.Id.Value)
                .FirstAsync(r => r.Text(0))
            ?? throw new FuelConflictException(
                "Its money cannot go back by itself: it is frozen, or went back before."
            );
        await RefundTable.InsertAsync(
            session,
            new(
                number,
                payment,
                order.Id,
                order.Customer,
                amountFen,
                units,
                cause,
                RefundState.Pending,
                $"{cause} of {order.Pump.Number}",
                AskedBy: "system",
                DecidedBy: null,
                LastError: null,
                now,
                now
            )
        );
        await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, number);
    }
}

/// <summary>Something of a fuel order is not as it must be for this change, which is undone: judge again, or let staff.</summary>
internal sealed class FuelConflictException(string message) : Exception(message);
