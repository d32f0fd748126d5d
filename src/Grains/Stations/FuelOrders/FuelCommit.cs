using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// Writes a fuel order's change with all that belongs to it: the lock of its sale, its vouchers, its refunds, its outbox messages. All
/// is one transaction, so nobody ever sees half a change.
/// </summary>
internal static class FuelCommit
{
    public const string BackOfficeAlarm = "fuel.back-office";
    public const string NotPermittedAlarm = "fuel.not-permitted";

    /// <summary>False: the order changed since it was seen, and nothing was written.</summary>
    /// <exception cref="FuelConflictException">
    /// The sale, a voucher or the payment does not allow the change; the transaction is undone.
    /// </exception>
    /// <param name="author">Who asks for the refunds of the change, and who agreed.</param>
    public static async Task<bool> WriteAsync(
        LedgerSession session,
        FuelOrder seen,
        FuelOrder next,
        RefundAuthor author,
        DateTimeOffset now
    )
    {
        if (!await FuelOrderTable.UpdateAsync(session, seen, next))
            return false;
        if (next.Status != seen.Status)
            await AddOutboxMessagesAsync(session, next, now);
        if (seen.Settled is null && next is { Settled: { } settled, Phase: FuelPhase.Clearing })
        {
            await LockSaleAsync(session, next, now);
            await RefundAsync(
                session,
                next,
                next.MoneyFen - settled.MoneyFen,
                MoneyIds.RemainderNo(next.Id),
                RefundCause.Remainder,
                author,
                now
            );
        }
        if (next.Phase != seen.Phase)
            await EndAsync(session, seen, next, author, now);
        return true;
    }

    public static async Task AddOutboxMessagesAsync(LedgerSession session, FuelOrder order, DateTimeOffset now)
    {
        if (order.Status == OrderStatus.Closing)
            await OutboxRows.AddAsync(session, now, OutboxKinds.CloseOrder, $"{order.Id}");
        if (order.Status == OrderStatus.Paid)
            await OutboxRows.AddAsync(session, now, OutboxKinds.AdvanceFuel, $"{order.Id}");
    }

    private static async Task EndAsync(
        LedgerSession session,
        FuelOrder seen,
        FuelOrder next,
        RefundAuthor author,
        DateTimeOffset now
    )
    {
        switch (next.Phase)
        {
            case FuelPhase.Done:
                await ConfirmVouchersAsync(session, next, now);
                // A decision may keep less than was settled.
                await RefundAsync(
                    session,
                    next,
                    seen.KeptFen - next.KeptFen,
                    MoneyIds.LastRefundNo(next.Id),
                    RefundCause.Remainder,
                    author,
                    now
                );
                await FuelShipping.OweAsync(session, next, now);
                break;
            case FuelPhase.Refunded:
                await VoucherHolds.ReleaseAsync(
                    session,
                    next.Customer,
                    next.Holder,
                    next.Cause == CloseCause.Expired,
                    now
                );
                // A sale stays locked when its site was told of a payment: only the answer may open it.
                if (next.Sale is { } sale)
                    await FuelSaleTable.UnlockAsync(session, sale, next.Customer, now);
                if (next.Status == OrderStatus.Refunding)
                    await RefundAsync(
                        session,
                        next,
                        next.KeptFen,
                        MoneyIds.LastRefundNo(next.Id),
                        RefundCause.NotFuelled,
                        author,
                        now
                    );
                break;
            case FuelPhase.BackOffice:
                await AlarmTable.RaiseAsync(
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
            throw new FuelConflictException($"The order's vouchers could not be confirmed: {confirmed.Reply.Outcome}.");
        }
        catch (VoucherRefusal refused)
        {
            throw new FuelConflictException($"The order's vouchers could not be confirmed: {refused.Message}.");
        }
    }

    private static async Task LockSaleAsync(LedgerSession session, FuelOrder order, DateTimeOffset now)
    {
        if (!await FuelSaleTable.LockOpenAsync(session, order.Sale!.Value, order.Customer, now))
            throw new FuelConflictException("The order's sale is not open any more.");
    }

    private static async Task RefundAsync(
        LedgerSession session,
        FuelOrder order,
        long amountFen,
        string number,
        RefundCause cause,
        RefundAuthor author,
        DateTimeOffset now
    )
    {
        if (amountFen == 0)
            return;
        var payment =
            await PaymentTable.ReserveRefundAsync(session, order.Id, amountFen)
            ?? throw new FuelConflictException(
                "The order's money cannot be refunded automatically: it is frozen, or was refunded before."
            );
        await RefundTable.InsertAsync(
            session,
            new(
                number,
                payment,
                order.Id,
                order.Customer,
                amountFen,
                Units: cause == RefundCause.NotFuelled ? 1 : 0,
                cause,
                RefundState.Pending,
                $"{cause} of {order.Pump.Number}",
                author.AskedBy,
                author.DecidedBy,
                LastError: null,
                now,
                now
            )
        );
        await OutboxRows.AddAsync(session, now, OutboxKinds.SendRefund, number);
    }
}

/// <summary>The author of the refunds in a fuel order's change: the order itself, or staff by a decision.</summary>
/// <param name="AskedBy">See <see cref="RefundAsker"/>.</param>
/// <param name="DecidedBy">The second member of staff; null when nobody else had to agree.</param>
internal readonly record struct RefundAuthor(string AskedBy, string? DecidedBy)
{
    /// <summary>The order's own steps, by rule.</summary>
    public static readonly RefundAuthor Rule = new(RefundAsker.System, null);
}

/// <summary>
/// A sale, a voucher or a payment does not allow a fuel order's change, which is undone: decide again, or move the order to manual
/// review.
/// </summary>
internal sealed class FuelConflictException(string message) : Exception(message);
