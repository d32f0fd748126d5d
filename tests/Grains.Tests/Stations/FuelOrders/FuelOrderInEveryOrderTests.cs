using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.FuelOrders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>
/// The rules of a fuel order and of its authorisation, in every order of events that there is: payment, cancel, expiry, the steps at the
/// pump, and commands and answers that are late, lost, or overtaken. The search ends only when no event leads to a new situation, so it
/// contains every sequence of eight events, and every longer one.
/// </summary>
public sealed class FuelOrderInEveryOrderTests
{
    private static readonly DateTimeOffset Now = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);

    [Fact]
    public void In_no_order_of_events_is_fuel_given_away()
    {
        var found = Explore(Situation.Next);
        found.Count.ShouldBeGreaterThan(200);
        // The search reaches the ends that matter, and is deeper than eight events.
        found.Values.Max().ShouldBeGreaterThan(8);
        foreach (var (accepted, fuel) in new[] { (true, FuelAt.Locked), (false, FuelAt.Given) })
            found.Keys.ShouldContain(s => s.CancelAccepted == accepted && s.Pump == fuel && s.HasEnded);
    }

    [Fact]
    public void A_refund_before_the_pump_is_known_to_be_locked_is_found() =>
        Should.Throw<GivenAwayException>(() =>
            Explore(s =>
                s.Order.AwaitsFuel
                    ? Situation.Next(s).Append(s with { CancelAccepted = true, Order = Refund(s.Order) })
                    : Situation.Next(s)
            )
        );

    [Fact]
    public void An_unlocking_that_does_not_ask_the_order_first_is_found() =>
        Should.Throw<GivenAwayException>(() =>
            Explore(s =>
                s.Right == null
                    ? Situation.Next(s).Append(s with { Right = AuthorisationState.Requested })
                    : Situation.Next(s)
            )
        );

    [Fact]
    public void An_authorisation_that_is_sent_after_its_end_is_found() =>
        Should.Throw<GivenAwayException>(() =>
            Explore(s =>
                s.Right == AuthorisationState.Released && s.Unlock == Command.None
                    ? Situation.Next(s).Append(s with { Right = AuthorisationState.Unlocking, Unlock = Command.Sent })
                    : Situation.Next(s)
            )
        );

    // The number of events that lead to each situation, at the fewest.
    private static Dictionary<Situation, int> Explore(Func<Situation, IEnumerable<Situation>> next)
    {
        var found = new Dictionary<Situation, int>();
        var open = new Queue<Situation>();
        Add(Situation.Placed, 0);
        while (open.TryDequeue(out var situation))
            foreach (var after in next(situation))
                Add(after, found[situation] + 1);
        return found;

        void Add(Situation situation, int events)
        {
            if (!found.TryAdd(situation, events))
                return;
            situation.Check();
            open.Enqueue(situation);
        }
    }

    private static FuelOrder Refund(FuelOrder order) => FuelOrderRule.Refunded(order, "", Now);

    private enum FuelAt
    {
        Locked,
        Live,
        Given,
    }

    private enum Command
    {
        None,

        /// <summary>Written and on its way to the site; the silo that sends it may hang.</summary>
        Sent,

        /// <summary>The site has executed it and its answer is on its way.</summary>
        Accepted,
        Refused,

        /// <summary>The answer has come, or is lost for ever.</summary>
        Over,
    }

    private sealed class GivenAwayException(string what) : Exception(what);

    /// <summary>An order with its authorisation, the pump, and what is on its way between them.</summary>
    /// <param name="Right">The authorisation's state; null before it is written.</param>
    /// <param name="CancelWaits">A cancel waits for the answer to LOCKPUMP.</param>
    private sealed record Situation(
        FuelOrder Order,
        AuthorisationState? Right,
        FuelAt Pump,
        Command Unlock,
        Command Lock,
        bool CancelWaits,
        bool CancelAccepted,
        bool MoneyRefused
    )
    {
        public static readonly Situation Placed = new(
            FuelOrders.PreAuth(Now),
            null,
            FuelAt.Locked,
            Command.None,
            Command.None,
            false,
            false,
            false
        );

        public bool HasEnded =>
            Order.Status
                is OrderStatus.Cancelled
                    or OrderStatus.Refunding
                    or OrderStatus.Refunded
                    or OrderStatus.Fulfilled;

        public void Check()
        {
            var isWithoutMoney = Order.Status is OrderStatus.Cancelled or OrderStatus.Refunding or OrderStatus.Refunded;
            if (isWithoutMoney && Pump != FuelAt.Locked)
                throw new GivenAwayException($"{this}: the money went back and the pump is {Pump}.");
            if (CancelAccepted && (Pump != FuelAt.Locked || Order.Status is OrderStatus.Paid or OrderStatus.Fulfilled))
                throw new GivenAwayException($"{this}: the cancel was accepted.");
        }

        public static IEnumerable<Situation> Next(Situation s) =>
            s.OfMoney().Concat(s.OfSteps()).Concat(s.OfPump()).Concat(s.OfAnswers());

        private IEnumerable<Situation> OfMoney()
        {
            yield return Decided(OrderAction.Prepare);
            if (!MoneyRefused)
            {
                var (outcome, paid) = FuelOrderRule.Decide(Order, OrderAction.Confirm, CloseCause.None, Now);
                yield return this with
                {
                    Order = paid,
                    MoneyRefused = outcome == TransitionOutcome.Rejected,
                };
            }
            yield return Decided(OrderAction.Release, CloseCause.Expired);
            yield return Decided(OrderAction.FinishClosing);
            yield return Cancelled();
        }

        private Situation Decided(OrderAction action, CloseCause cause = CloseCause.None) =>
            this with
            {
                Order = FuelOrderRule.Decide(Order, action, cause, Now).Next,
            };

        // FuelSteps.CancelAsync.
        private Situation Cancelled()
        {
            var (decision, next) = FuelOrderRule.Cancel(Order, Now);
            if (decision == FuelCancelDecision.TooLate)
                return this;
            if (decision == FuelCancelDecision.Accepted)
                return Order.AwaitsFuel
                    ? Unused(this with { CancelWaits = true })
                    : this with
                    {
                        Order = next,
                        CancelAccepted = true,
                    };
            if (Right is { } right && AuthorisationRule.WhenSent(SiteCommandKind.LockPump, right) is { } locking)
                return Lock is Command.None or Command.Over
                    ? this with
                    {
                        Right = locking,
                        Lock = Command.Sent,
                        CancelWaits = true,
                    }
                    : this;
            return Unused(this with { CancelWaits = true });
        }

        // FuelOrderStore.RefundUnusedAsync: one commit, which an authorisation that may lead to fuel undoes.
        private static Situation Unused(Situation s)
        {
            var right = s.Right is null or AuthorisationState.Requested ? AuthorisationState.Released : s.Right;
            var next = FuelOrderRule.Unused(s.Order, "", Now);
            return right != AuthorisationState.Released || next == s.Order
                ? s with
                {
                    CancelWaits = false,
                }
                : s with
                {
                    Right = right,
                    Order = next,
                    CancelAccepted = s.CancelAccepted || s.CancelWaits,
                    CancelWaits = false,
                };
        }

        private IEnumerable<Situation> OfSteps()
        {
            var begun = FuelOrderRule.BeginUnlocking(Order, Now);
            if (begun != Order)
                yield return this with
                {
                    Order = begun,
                };
            // The request comes late as well: its caller has read the order before, and may hang.
            if (Order.UnlockingSince is not null && Right is null)
                yield return this with
                {
                    Right = AuthorisationState.Requested,
                };
            if (Right is { } right && AuthorisationRule.WhenSent(SiteCommandKind.UnlockPump, right) is { } unlocking)
                yield return this with
                {
                    Right = unlocking,
                    Unlock = Command.Sent,
                };
            if (Right is AuthorisationState.Unlocked)
                yield return this with
                {
                    Order = Fuelling(Order),
                };
            if (Right is AuthorisationState.Released && Order.AwaitsFuel)
                yield return Unused(this);
        }

        private static FuelOrder Fuelling(FuelOrder order) =>
            order is { AwaitsFuel: true, Phase: FuelPhase.Authorising } ? FuelOrderRule.Unlocked(order, Now) : order;

        private IEnumerable<Situation> OfPump()
        {
            // CommandOrder: an UNLOCKPUMP that its LOCKPUMP has overtaken does not leave.
            if (Unlock == Command.Sent && Lock is Command.None or Command.Sent)
                yield return this with
                {
                    Unlock = Command.Accepted,
                    Pump = Pump == FuelAt.Locked ? FuelAt.Live : Pump,
                };
            if (Unlock == Command.Sent)
                yield return this with
                {
                    Unlock = Command.Refused,
                };
            if (Lock == Command.Sent)
                yield return this with
                {
                    Lock = Pump == FuelAt.Given ? Command.Refused : Command.Accepted,
                    Pump = Pump == FuelAt.Live ? FuelAt.Locked : Pump,
                };
            if (Pump == FuelAt.Live)
            {
                yield return this with
                {
                    Pump = FuelAt.Given,
                };
                // LOCKEDPUMP, told or lost.
                yield return this with
                {
                    Pump = FuelAt.Locked,
                };
                yield return this with
                {
                    Pump = FuelAt.Locked,
                    Right = IsSent(Right) ? AuthorisationState.Released : Right,
                };
            }
            if (Pump == FuelAt.Given && Right is { } right && right < AuthorisationState.Fuelled)
                yield return this with
                {
                    Right = AuthorisationState.Fuelled,
                };
            if (Right == AuthorisationState.Fuelled && Order.AwaitsFuel)
                yield return this with
                {
                    Order = Cleared(Order),
                };
        }

        private static bool IsSent(AuthorisationState? right) =>
            right is AuthorisationState.Unlocking or AuthorisationState.Unlocked or AuthorisationState.Locking;

        private static FuelOrder Cleared(FuelOrder order) =>
            FuelOrderRule.Fulfilled(order with { Settled = new(1, order.MoneyFen, 0, order.MoneyFen) }, Now);

        // An answer counts for the version with which its command left: LOCKPUMP raised it.
        private IEnumerable<Situation> OfAnswers()
        {
            if (Unlock is Command.Accepted or Command.Refused)
            {
                yield return this with
                {
                    Unlock = Command.Over,
                };
                var right = AuthorisationRule.AfterUnlock(Unlock == Command.Accepted ? SiteCode.Ok : 412);
                yield return this with
                {
                    Unlock = Command.Over,
                    Right = Right == AuthorisationState.Unlocking ? right : Right,
                };
            }
            if (Lock is Command.Accepted or Command.Refused)
            {
                yield return this with
                {
                    Lock = Command.Over,
                    CancelWaits = false,
                };
                var right = AuthorisationRule.AfterLock(Lock == Command.Accepted ? SiteCode.Ok : 402);
                var answered = this with
                {
                    Lock = Command.Over,
                    Right = Right == AuthorisationState.Locking ? right ?? Right : Right,
                };
                yield return answered.Right == AuthorisationState.Released && CancelWaits
                    ? Unused(answered)
                    : answered with
                    {
                        CancelWaits = false,
                    };
            }
        }
    }
}
