using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Prepares a payment in three steps: the order's owner marks the order prepared (from then on the order closes through the gateway), the
/// attempt's row is inserted, the gateway prepares it. After a crash between two steps, the next call or the sweep continues.
/// </summary>
public sealed partial class PaymentPreparation(
    LedgerDatabase ledger,
    OrderOwners owners,
    PaymentInbox inbox,
    CustomerIdentities identities,
    PaymentAttemptTracker tracker,
    Lazy<IWeChatPay> gateway,
    GatewayHealth health,
    IOptions<PaymentOptions> options,
    TimeProvider time,
    ILogger<PaymentPreparation> log
)
{
    // A spent number is replaced at once, but a faulty gateway must not use up all of an order's attempts in one call.
    private const int AttemptsInOneCall = 3;

    public async Task<PayReply> PayAsync(OrderId id, CustomerId customer, CancellationToken deadline)
    {
        var seen = await OrderMoney.ReadAsync(ledger, id);
        if (seen.Order is not { } order || order.Customer != customer)
            return new(PayOutcome.NotFound);
        foreach (var undecided in seen.Undecided)
            if (!await inbox.ApplyAsync(undecided.TransactionId))
                return Reply(PayOutcome.Unknown, order);
        if (seen.Undecided.Any())
            (order, seen) = await OrderMoney.ReadAsync(ledger, id) is { Order: { } current } fresh
                ? (current, fresh)
                : (order, seen);
        if (PayRule.Refuse(order.Status, order.PayBy, seen.IsFrozen, time.GetUtcNow()) is { } refused)
            return Reply(refused, order);
        // An order that is not prepared returns its units at payBy, without the gateway.
        if (!health.MayAsk(GatewayCall.Prepay) && PrepayIdOf(seen.Attempts) is null)
        {
            await ExcuseAsync(order);
            return Reply(PayOutcome.GatewayAway, order);
        }
        var prepared = await owners.ApplyAsync(order, OrderAction.Prepare);
        return prepared.Outcome switch
        {
            TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => await RequestAsync(
                order,
                seen.Attempts,
                deadline
            ),
            TransitionOutcome.Rejected => new(PayOutcome.NotOpen, prepared.Status, prepared.Cause),
            TransitionOutcome.NotFound => new(PayOutcome.NotFound),
            _ => Reply(PayOutcome.Unknown, order),
        };
    }

    private async Task<PayReply> RequestAsync(
        OrderSnapshot order,
        ImmutableArray<PayAttempt> attempts,
        CancellationToken deadline
    )
    {
        if (await identities.OpenIdAsync(order.Customer, deadline) is not { } openId)
            return new(PayOutcome.NotFound);
        var last = attempts.LastOrDefault();
        for (var i = 0; i < AttemptsInOneCall; i++)
        {
            if (await OpenAttemptAsync(order, last) is not { } attempt)
                return await NoAttemptAsync(order);
            var now = time.GetUtcNow();
            if (ValidPrepayId(attempt, now) is { } known)
                return Ready(order, known, now);
            var request = new PrepayRequest(
                attempt.OutTradeNo,
                order.Title,
                attempt.AmountFen,
                openId,
                attempt.ExpiresAt
            );
            var reply = await GatewayDeadline.CallAsync(
                ct => gateway.Value.PrepayAsync(request, ct),
                new PrepayReply(PrepayOutcome.Unknown),
                deadline
            );
            if (reply.Outcome != PrepayOutcome.Spent)
                return await AnswerAsync(order, attempt, reply, deadline);
            // The row stays open for the sweep: only a query says that the spent number brought no money.
            last = attempt with
            {
                IsSpent = true,
            };
            await ledger.WriteAsync(
                session => PaymentAttemptTable.MarkSpentAsync(session, attempt.OutTradeNo),
                CancellationToken.None
            );
        }
        return await NumbersSpentAsync(order, last!.OutTradeNo);
    }

    private async Task<PayReply> AnswerAsync(
        OrderSnapshot order,
        PayAttempt attempt,
        PrepayReply reply,
        CancellationToken deadline
    )
    {
        switch (reply)
        {
            case { Outcome: PrepayOutcome.Ready, PrepayId: { } prepayId }:
                return await ledger.WriteAsync(
                    session => PaymentAttemptTable.SetPrepayIdAsync(session, attempt.OutTradeNo, prepayId),
                    CancellationToken.None
                )
                    ? Ready(order, prepayId, time.GetUtcNow())
                    : Reply(PayOutcome.Unknown, order);
            case { Outcome: PrepayOutcome.AlreadyPaid }:
                return await QueryPaidAsync(order, deadline);
            case { Outcome: PrepayOutcome.Refused } when time.GetUtcNow() >= order.PayBy:
                // The request was in time when it was sent, so the refusal needs no manual review.
                return Reply(PayOutcome.TooLate, order);
            case { Outcome: PrepayOutcome.Refused }:
                await ExcuseAsync(order);
                await RaiseRefusedAsync(attempt, reply.Code ?? "");
                return Reply(PayOutcome.Refused, order);
            default:
                await ExcuseAsync(order);
                // The number is asked about again, as soon as the gateway answers.
                return Reply(health.IsAway(GatewayCall.Prepay) ? PayOutcome.GatewayAway : PayOutcome.Unknown, order);
        }
    }

    // The gateway is away, hangs or refuses: if the order is let go now, that is not its customer's doing.
    private async Task ExcuseAsync(OrderSnapshot order)
    {
        if (!order.IsFuel)
            await owners.ApplyAsync(order, OrderAction.Excuse);
    }

    // The last attempt while it is usable, or else a new one. An attempt that WeChat would refuse by now stays open for the sweep.
    private async Task<PayAttempt?> OpenAttemptAsync(OrderSnapshot order, PayAttempt? last)
    {
        var now = time.GetUtcNow();
        return
            last is { State: AttemptState.Open, IsSpent: false } open
            && (ValidPrepayId(open, now) is not null || PayRule.MaySend(open.ExpiresAt, now))
            ? open
            : await AddAttemptAsync(order, (last?.Number ?? 0) + 1, now);
    }

    private async Task<PayAttempt?> AddAttemptAsync(OrderSnapshot order, int number, DateTimeOffset now)
    {
        if (number > options.Value.MaxAttempts)
            return null;
        var attempt = new PayAttempt(
            MoneyIds.OutTradeNo(order.Id, number),
            order.Id,
            number,
            order.AmountFen,
            AttemptState.Open,
            PrepayId: null,
            CreatedAt: now,
            PayRule.ExpiresAt(order.PayBy, now),
            NextQueryAt: now + options.Value.FirstQuery,
            Queries: 0,
            IsSpent: false
        );
        var releaseAt = order.PayBy + options.Value.CloseGrace;
        await ledger.WriteAsync(
            session => PaymentAttemptTable.InsertAsync(session, attempt, releaseAt),
            CancellationToken.None
        );
        // Another activation may have inserted the attempt, and may have closed it since: only the row is certain.
        return
            await ledger.ReadAsync(session => PaymentAttemptTable.FindAsync(session, attempt.OutTradeNo))
                is { State: AttemptState.Open } row
            ? row
            : null;
    }

    private string? ValidPrepayId(PayAttempt attempt, DateTimeOffset now) =>
        now < attempt.CreatedAt + options.Value.PrepayLives ? attempt.PrepayId : null;

    private string? PrepayIdOf(ImmutableArray<PayAttempt> attempts) =>
        attempts.LastOrDefault() is { State: AttemptState.Open, IsSpent: false } last
            ? ValidPrepayId(last, time.GetUtcNow())
            : null;

    // The order stopped waiting for its payment since it was read, or its attempts are used up.
    private async Task<PayReply> NoAttemptAsync(OrderSnapshot order)
    {
        var current = await AgainAsync(order);
        return current.Status == OrderStatus.PendingPayment
            ? await NumbersSpentAsync(current, $"{order.Id}")
            : Reply(PayOutcome.NotOpen, current);
    }

    // The customer is told to order anew: the numbers of another order are others.
    private async Task<PayReply> NumbersSpentAsync(OrderSnapshot order, string number)
    {
        await ExcuseAsync(order);
        await ledger.WriteAsync(
            session =>
                AlarmTable.RaiseAsync(
                    session,
                    time.GetUtcNow(),
                    AlarmKinds.NumbersSpent,
                    AlarmKinds.WeChatPay,
                    $"{number}, {GatewayAlarms.Yuan(order.AmountFen)}: no free number. Does another installation use this merchant?"
                ),
            CancellationToken.None
        );
        return Reply(PayOutcome.NumbersSpent, order);
    }

    // The gateway says that it has the money: a query fetches the payment.
    private async Task<PayReply> QueryPaidAsync(OrderSnapshot order, CancellationToken deadline)
    {
        await tracker.AdvanceAsync(order.Id, deadline);
        var current = await AgainAsync(order);
        return Reply(current.Status == OrderStatus.PendingPayment ? PayOutcome.Unknown : PayOutcome.NotOpen, current);
    }

    private Task RaiseRefusedAsync(PayAttempt attempt, string code)
    {
        LogRefused(log, attempt.OutTradeNo, code);
        return ledger.WriteAsync(
            session =>
                AlarmTable.RaiseAsync(session, time.GetUtcNow(), "payment.prepay-refused", code, attempt.OutTradeNo),
            CancellationToken.None
        );
    }

    private PayReply Ready(OrderSnapshot order, string prepayId, DateTimeOffset now) =>
        Reply(PayOutcome.Ready, order) with
        {
            Parameters = gateway.Value.Sign(prepayId, now),
            PayPage = options.Value.PayPage is { } page ? new Uri(page, prepayId) : null,
        };

    private async Task<OrderSnapshot> AgainAsync(OrderSnapshot order) =>
        await ledger.ReadAsync(session => OrderSnapshot.FindAsync(session, order.Id)) ?? order;

    private static PayReply Reply(PayOutcome outcome, OrderSnapshot order) => new(outcome, order.Status, order.Cause);

    [LoggerMessage(1, LogLevel.Error, "WeChat refused to prepare {OutTradeNo}: {Code}")]
    private static partial void LogRefused(ILogger log, string outTradeNo, string code);
}
