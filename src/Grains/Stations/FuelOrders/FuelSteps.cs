using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// The steps of a fuel order at the pump: unlock, wait for the sale, clear. Each step repeats until its outcome is certain. Money is
/// refunded automatically only when the pump certainly gives no fuel for it: an unknown outcome stays unknown, and in the end goes to
/// manual review.
/// </summary>
public sealed class FuelSteps(
    FuelOrderStore orders,
    LedgerDatabase database,
    IGrainFactory grains,
    IOptions<FuelOrderOptions> options,
    TimeProvider time,
    ILogger<FuelSteps> log
)
{
    private readonly FuelOrderOptions _options = options.Value;

    private DateTimeOffset Now => time.GetUtcNow();

    public async Task AdvanceAsync(OrderId id)
    {
        if (await orders.FindAsync(id) is not { } order)
            return;
        try
        {
            await (
                order switch
                {
                    { Status: OrderStatus.PendingPayment } when Now >= order.PayBy => ExpireAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Authorising } => AuthoriseAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Fuelling } => PollAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Clearing } => ClearAsync(order),
                    _ => Task.CompletedTask,
                }
            );
        }
        catch (FuelConflictException conflict)
        {
            await MoveAsync(order, now => FuelOrderRule.ToBackOffice(now, conflict.Message, Now));
        }
    }

    /// <summary>
    /// Cancels the order for its driver. The order's row decides whether UNLOCKPUMP may have left; if so, only a pump that is known to
    /// be locked, and gave no fuel, lets the cancel be accepted.
    /// </summary>
    public async Task<FuelCancelOutcome> CancelAsync(OrderId id)
    {
        try
        {
            var (decision, order) = await orders.CancelAsync(id);
            return decision switch
            {
                null => FuelCancelOutcome.NotFound,
                FuelCancelDecision.Accepted => FuelCancelOutcome.Done,
                FuelCancelDecision.LockFirst => await LockAsync(order!),
                _ => FuelCancelOutcome.TooLate,
            };
        }
        catch (FuelConflictException)
        {
            return FuelCancelOutcome.Frozen;
        }
    }

    private async Task<FuelCancelOutcome> LockAsync(FuelOrder order)
    {
        var reply = await Pump(order).CancelAsync(order.Authorisation);
        return reply.Outcome switch
        {
            AuthoriseOutcome.Fuelled or AuthoriseOutcome.Ended => FuelCancelOutcome.TooLate,
            // Not found: the command was never sent, and a request that is still on its way will find the authorisation ended.
            AuthoriseOutcome.NotFound
            or AuthoriseOutcome.Released when await orders.RefundUnusedAsync(order.Id, "The driver gave up.") =>
                FuelCancelOutcome.Done,
            _ => FuelCancelOutcome.PumpSilent,
        };
    }

    private Task ExpireAsync(FuelOrder order) =>
        MoveAsync(order, now => FuelOrderRule.Decide(now, OrderAction.Release, CloseCause.Expired, Now).Next);

    private async Task AuthoriseAsync(FuelOrder paid)
    {
        if (await orders.BeginUnlockingAsync(paid.Id) is not { } order)
            return;
        var reply = await Pump(order)
            .AuthoriseAsync(new(order.Authorisation, order.Customer, order.CreditFen, order.Products));
        switch (reply.Outcome)
        {
            case AuthoriseOutcome.Unlocked or AuthoriseOutcome.Fuelled:
                await MoveAsync(order, now => FuelOrderRule.Unlocked(now, Now + _options.Look));
                if (reply.Outcome == AuthoriseOutcome.Fuelled)
                    await AdvanceAsync(order.Id);
                break;
            case AuthoriseOutcome.Released:
                await RefundUnusedAsync(order, "The pump was not unlocked.");
                break;
            case AuthoriseOutcome.Ended:
                await PollAsync(order);
                break;
            case AuthoriseOutcome.NoAnswer:
                await Pump(order).RevokeAuthorisationAsync(order.Authorisation, _options.RevokeAfter);
                await RetryAsync(order);
                break;
            default:
                // No command was sent, unless the row of the authorisation says otherwise.
                if (
                    Now - order.PaidAt >= _options.AuthoriseWithin
                    || reply.Authorisation is { State: AuthorisationState.Released }
                )
                    await RefundUnusedAsync(order, $"The pump could not be unlocked: {reply.Outcome}.");
                else
                    await RetryAsync(order);
                break;
        }
    }

    // A sale settles the order. Without a sale, the authorisation tells how the fuelling ended.
    private async Task PollAsync(FuelOrder order)
    {
        var (sale, authorisation) = await database.ReadAsync(async session =>
            (
                await FuelSaleTable.OfAuthorisationAsync(session, order.Authorisation),
                await AuthorisationTable.FindAsync(session, order.Authorisation)
            )
        );
        if (sale is { State: FuelSaleState.Open })
            await SettleAsync(order, sale);
        else if (sale is not null)
            await MoveAsync(
                order,
                now => FuelOrderRule.ToBackOffice(now, $"The sale is {sale.State}: {sale.Review}.", Now, sale.Id)
            );
        else if (authorisation is { State: AuthorisationState.Released })
            await RefundUnusedAsync(order, "No fuel was taken.");
        else if (authorisation is { State: AuthorisationState.BackOffice or AuthorisationState.Settled })
            await MoveAsync(order, now => FuelOrderRule.ToBackOffice(now, "Nobody told what the pump did.", Now));
        else
        {
            await Pump(order).RevokeAuthorisationAsync(order.Authorisation, _options.RevokeAfter);
            await RetryAsync(order, _options.Look);
        }
    }

    private async Task SettleAsync(FuelOrder order, FuelSale sale)
    {
        var (held, grade) = await database.ReadAsync(async session =>
            (
                await VoucherQueries.HeldByAsync(session, order.Holder),
                await StationProductTable.GradeAsync(session, order.Pump.Station, sale.Product)
            )
        );
        var bill = new FuellingBill(
            order.Pump.Station,
            grade ?? "",
            sale.VolumeMl,
            sale.PriceMilli ?? 0,
            sale.AmountFen
        );
        var settlement = FuelFunding.Settle(bill, held, order.CreatedAt, order.MoneyFen);
        await MoveAsync(
            order,
            now =>
                now.Settled is not null || now.Status != OrderStatus.Paid ? now
                : settlement is { } settled ? FuelOrderRule.Settled(now, sale, settled.Settled, settled.Shares, Now)
                : FuelOrderRule.ToBackOffice(
                    now,
                    "What was paid does not reach: the price or the grade changed meanwhile.",
                    Now,
                    sale.Id
                )
        );
        await AdvanceAsync(order.Id);
    }

    private async Task ClearAsync(FuelOrder order)
    {
        var reply = await Pump(order).ClearAsync(order.Sale!.Value, order.Customer);
        if (FuelOrderRule.Cleared(order, reply, Now) is { } cleared)
        {
            await MoveAsync(
                order,
                now =>
                    now is { Status: OrderStatus.Paid, Phase: FuelPhase.Clearing }
                        ? FuelOrderRule.Cleared(now, reply, Now)!
                        : now,
                async session =>
                {
                    if (cleared.Phase == FuelPhase.Refunded && reply.Outcome != ClearOutcome.PaidInside)
                        await AlarmTable.RaiseAsync(
                            session,
                            Now,
                            FuelCommit.NotPermittedAlarm,
                            order.Pump.ToString(),
                            $"order/{order.Id}"
                        );
                }
            );
            return;
        }
        if (Now - order.PaidAt >= _options.ClearWithin)
            await MoveAsync(
                order,
                now =>
                    FuelOrderRule.ToBackOffice(
                        now,
                        $"The site could not be told for {_options.ClearWithin}: {reply.Outcome}.",
                        Now
                    )
            );
        else
            await RetryAsync(order);
    }

    private async Task RefundUnusedAsync(FuelOrder order, string why)
    {
        if (!await orders.RefundUnusedAsync(order.Id, why))
            await RetryAsync(order);
    }

    private async Task MoveAsync(
        FuelOrder order,
        Func<FuelOrder, FuelOrder> change,
        Func<LedgerSession, Task>? beside = null
    )
    {
        var changed = await orders.ChangeAsync(
            order.Id,
            now => now.Version == order.Version ? change(now) : now,
            beside is null ? null : (session, _) => beside(session)
        );
        if (changed is { Next: { Phase: FuelPhase.BackOffice } next } && next.Phase != order.Phase)
            log.LogWarning(
                "Fuel order {Order} at {Pump} waits for manual review: {Why}",
                next.Id,
                next.Pump,
                next.Note
            );
    }

    private Task RetryAsync(FuelOrder order, TimeSpan? wait = null) =>
        orders.RetryAsync(
            order,
            Now + (wait ?? new Backoff(_options.FirstRetry, _options.LongestRetry).After(order.Tries))
        );

    private IPumpGrain Pump(FuelOrder order) => grains.GetGrain<IPumpGrain>(order.Pump.ToString());
}
