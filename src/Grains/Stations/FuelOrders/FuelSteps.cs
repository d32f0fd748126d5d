using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations.FuelOrders;

/// <summary>
/// The steps of a fuel order at the pump: unlock, wait for the sale, clear; each as often as it takes. Money goes back by itself only
/// when the pump certainly gives no fuel for it: what is unknown stays as it is, and in the end is for staff.
/// </summary>
internal sealed class FuelSteps(FuelTools tools, AuthorisationLedger authorisations)
{
    private static readonly CancellationToken Unstopped = CancellationToken.None;

    public async Task AdvanceAsync(OrderId id)
    {
        if (await tools.Ledger.ReadAsync(session => FuelOrderRows.FindAsync(session, id)) is not { } order)
            return;
        try
        {
            await (
                order switch
                {
                    { Status: OrderStatus.PendingPayment } when tools.Now >= order.PayBy => ExpireAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Authorising } => AuthoriseAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Fuelling } => LookAsync(order),
                    { Status: OrderStatus.Paid, Phase: FuelPhase.Clearing } => ClearAsync(order),
                    _ => Task.CompletedTask,
                }
            );
        }
        catch (FuelConflictException conflict)
        {
            await MoveAsync(order, now => FuelOrderRule.ToBackOffice(now, conflict.Message, tools.Now));
        }
    }

    /// <summary>The driver of a paid order gives up.</summary>
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
            // Nothing was sent: a request that is still on its way finds this.
            case AuthoriseOutcome.NotFound:
            case AuthoriseOutcome.Released:
                return await EndUnusedAsync(order, "The driver gave up.")
                    ? FuelCancelOutcome.Done
                    : FuelCancelOutcome.PumpSilent;
            case AuthoriseOutcome.Fuelled or AuthoriseOutcome.Ended:
                return FuelCancelOutcome.TooLate;
            default:
                return FuelCancelOutcome.PumpSilent;
        }
    }

    private Task ExpireAsync(FuelOrder order) =>
        MoveAsync(order, now => FuelOrderRule.Decide(now, OrderAction.Release, CloseCause.Expired, tools.Now).Next);

    private async Task AuthoriseAsync(FuelOrder order)
    {
        var reply = await Pump(order)
            .AuthoriseAsync(new(order.Authorisation, order.Customer, order.CreditFen, order.Products));
        switch (reply.Outcome)
        {
            case AuthoriseOutcome.Unlocked or AuthoriseOutcome.Fuelled:
                await MoveAsync(order, now => FuelOrderRule.Unlocked(now, tools.Now + tools.Options.Look));
                if (reply.Outcome == AuthoriseOutcome.Fuelled)
                    await AdvanceAsync(order.Id);
                break;
            case AuthoriseOutcome.Released:
                await EndUnusedAsync(order, "The pump was not unlocked.");
                break;
            case AuthoriseOutcome.Ended:
                await LookAsync(order);
                break;
            case AuthoriseOutcome.NoAnswer:
                await ComeBackAsync(order);
                break;
            default:
                // Certainly not sent, unless a row says otherwise.
                if (
                    tools.Now - order.PaidAt >= tools.Options.AuthoriseWithin
                    || reply.Authorisation is { State: AuthorisationState.Released }
                )
                    await EndUnusedAsync(order, $"The pump could not be unlocked: {reply.Outcome}.");
                else
                    await ComeBackAsync(order);
                break;
        }
    }

    // The sale may be there; else the authorisation says how it ended.
    private async Task LookAsync(FuelOrder order)
    {
        var (sale, authorisation) = await tools.Ledger.ReadAsync(async session =>
            (
                await FuelSaleRows.OfAsync(session, order.Authorisation),
                await FuelSaleRows.FindAsync(session, order.Authorisation)
            )
        );
        if (sale is { State: FuelSaleState.Open })
            await SettleAsync(order, sale);
        else if (sale is not null)
            await MoveAsync(
                order,
                now => FuelOrderRule.ToBackOffice(now, $"The sale is {sale.State}: {sale.Hold}.", tools.Now, sale.Id)
            );
        else if (authorisation is { State: AuthorisationState.Released })
            await EndUnusedAsync(order, "No fuel was taken.");
        else if (authorisation is { State: AuthorisationState.BackOffice or AuthorisationState.Settled })
            await MoveAsync(order, now => FuelOrderRule.ToBackOffice(now, "Nobody told what the pump did.", tools.Now));
        else
        {
            await Pump(order).RevokeAuthorisationAsync(order.Authorisation, tools.Options.RevokeAfter);
            await ComeBackAsync(order, tools.Options.Look);
        }
    }

    private async Task SettleAsync(FuelOrder order, FuelSale sale)
    {
        var (held, grade) = await tools.Ledger.ReadAsync(async session =>
            (
                await VoucherRows.HeldByAsync(session, order.Holder),
                await FuelSaleRows.GradeAsync(session, order.Pump.Station, sale.Product)
            )
        );
        var bill = new GrainInterfaces.Orders.Vouchers.FuellingBill(
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
                : settlement is { } settled
                    ? FuelOrderRule.Settled(now, sale, settled.Settled, settled.Shares, tools.Now)
                : FuelOrderRule.ToBackOffice(
                    now,
                    "What was paid does not reach: the price or the grade changed meanwhile.",
                    tools.Now,
                    sale.Id
                )
        );
        await AdvanceAsync(order.Id);
    }

    private async Task ClearAsync(FuelOrder order)
    {
        var reply = await Pump(order).ClearAsync(order.Sale!.Value, order.Customer);
        if (FuelOrderRule.Cleared(order, reply, tools.Now) is { } cleared)
        {
            await MoveAsync(
                order,
                now =>
                    now is { Status: OrderStatus.Paid, Phase: FuelPhase.Clearing }
                        ? FuelOrderRule.Cleared(now, reply, tools.Now)!
                        : now,
                async session =>
                {
                    if (cleared.Phase == FuelPhase.GivenBack && reply.Outcome != ClearOutcome.PaidInside)
                        await AlarmRows.RaiseAsync(
                            session,
                            tools.Now,
                            FuelCommit.NotPermittedAlarm,
                            order.Pump.ToString(),
                            $"order/{order.Id}"
                        );
                }
            );
            return;
        }
        if (tools.Now - order.PaidAt >= tools.Options.ClearWithin)
            await MoveAsync(
                order,
                now =>
                    FuelOrderRule.ToBackOffice(
                        now,
                        $"The site could not be told for {tools.Options.ClearWithin}: {reply.Outcome}.",
                        tools.Now
                    )
            );
        else
            await ComeBackAsync(order);
    }

    /// <summary>
    /// The whole refund of an order whose pump gives no fuel for it. The authorisation's row is ended in the same commit: a request
    /// for it that comes late finds it over. False: it is not over after all.
    /// </summary>
    private async Task<bool> EndUnusedAsync(FuelOrder order, string why)
    {
        var ended = await authorisations.EndUnsentAsync(order, Unstopped);
        if (ended is not { State: AuthorisationState.Released })
        {
            await ComeBackAsync(order);
            return false;
        }
        var changed = await tools.ChangeAsync(
            order.Id,
            now =>
                now is { Status: OrderStatus.Paid, Phase: FuelPhase.Authorising or FuelPhase.Fuelling }
                    ? FuelOrderRule.GivenBack(now, why, tools.Now)
                    : now
        );
        return changed is { Next.Phase: FuelPhase.GivenBack };
    }

    private async Task MoveAsync(
        FuelOrder order,
        Func<FuelOrder, FuelOrder> change,
        Func<LedgerSession, Task>? beside = null
    )
    {
        var changed = await tools.ChangeAsync(
            order.Id,
            now => now.Fence == order.Fence ? change(now) : now,
            beside is null ? null : (session, _) => beside(session)
        );
        if (changed is { Next: { Phase: FuelPhase.BackOffice } next } && next.Phase != order.Phase)
            tools.Log.LogWarning("Fuel order {Order} at {Pump} is for staff: {Why}", next.Id, next.Pump, next.Note);
    }

    private Task ComeBackAsync(FuelOrder order, TimeSpan? wait = null) =>
        tools.Ledger.WriteAsync(
            session =>
                FuelOrderRows.ComeBackAsync(
                    session,
                    order,
                    tools.Now
                        + (wait ?? new Backoff(tools.Options.FirstRetry, tools.Options.LongestRetry).After(order.Tries))
                ),
            Unstopped
        );

    private IPumpGrain Pump(FuelOrder order) => tools.Grains.GetGrain<IPumpGrain>(order.Pump.ToString());
}
