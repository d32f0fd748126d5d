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
    AuthorisationStore authorisations,
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

    /// <summary>Cancels a paid order for its driver, when the pump confirms that it is locked.</summary>
    public async Task<FuelCancelOutcome> CancelAsync(FuelOrder order)
    {
        if (
            order
            is not {
                Kind: FuelOrderKind.PreAuth,
                Status: OrderStatus.Paid,
                Phase: FuelPhase.Authorising or FuelPhase.Fuelling
            }
        )
            return FuelCancelOutcome.TooLate;
        var reply = await Pump(order).CancelAsync(order.Authorisation);
        switch (reply.Outcome)
        {
            // The pump gives no fuel: a request that is still on its way finds the authorisation ended.
            case AuthoriseOutcome.NotFound:
            case AuthoriseOutcome.Released:
                return await RefundUnusedAsync(order, "The driver gave up.")
                    ? FuelCancelOutcome.Done
                    : FuelCancelOutcome.PumpSilent;
            case AuthoriseOutcome.Fuelled or AuthoriseOutcome.Ended:
                return FuelCancelOutcome.TooLate;
            default:
                return FuelCancelOutcome.PumpSilent;
        }
    }

    private Task ExpireAsync(FuelOrder order) =>
        MoveAsync(order, now => FuelOrderRule.Decide(now, OrderAction.Release, CloseCause.Expired, Now).Next);

    private async Task AuthoriseAsync(FuelOrder order)
    {
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

    /// <summary>
    /// Refunds the whole order, whose pump gives no fuel for it. The authorisation is released first: a request for it that comes late
    /// finds it ended. False: the authorisation may still lead to fuel.
    /// </summary>
    private async Task<bool> RefundUnusedAsync(FuelOrder order, string why)
    {
        var ended = await authorisations.ReleaseUnsentAsync(order, CancellationToken.None);
        if (ended is not { State: AuthorisationState.Released })
        {
            await RetryAsync(order);
            return false;
        }
        var changed = await orders.ChangeAsync(
            order.Id,
            now =>
                now is { Status: OrderStatus.Paid, Phase: FuelPhase.Authorising or FuelPhase.Fuelling }
                    ? FuelOrderRule.Refunded(now, why, Now)
                    : now
        );
        return changed is { Next.Phase: FuelPhase.Refunded };
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
