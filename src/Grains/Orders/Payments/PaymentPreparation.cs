using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Ops;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>
/// Prepares a payment: the order's owner first (from then on it closes through the gateway), then the attempt's row, then the gateway.
/// Whatever is cut off in between is found again: by the next call, which takes the same number, or by the schedule.
/// </summary>
internal sealed partial class PaymentPreparation(MoneyTools tools, PaymentInbox inbox, PaymentAttemptTracker watch)
{
    // A spent number is replaced at once; one after the other, so that a gateway gone mad does not eat them all.
    private const int NumbersInOneCall = 3;

    public async Task<PayReply> PayAsync(OrderId id, CustomerId customer, CancellationToken patience)
    {
        var seen = await ReadAsync(id);
        if (seen.Order is not { } order || order.Customer != customer)
            return new(PayOutcome.NotFound);
        foreach (var waiting in seen.Payments.Where(p => p.State is PaymentState.Received or PaymentState.Applying))
            if (!await inbox.ApplyAsync(waiting.TransactionId))
                return Reply(PayOutcome.Unknown, order);
        if (seen.Payments.Any(p => p.State is PaymentState.Received or PaymentState.Applying))
            (order, seen) = await ReadAsync(id) is { Order: { } again } fresh ? (again, fresh) : (order, seen);
        var frozen = seen.Payments.Any(p => p.State == PaymentState.Frozen);
        if (PayRule.Refuse(order.Status, order.PayBy, frozen, tools.Now) is { } refused)
            return Reply(refused, order);
        var prepared = await tools.Owners.ApplyAsync(order, OrderAction.Prepare);
        return prepared.Outcome switch
        {
            TransitionOutcome.Applied or TransitionOutcome.AlreadyApplied => await PrepayAsync(
                order,
                seen.Attempts,
                patience
            ),
            TransitionOutcome.Rejected => new(PayOutcome.NotOpen, prepared.Status, prepared.Cause),
            TransitionOutcome.NotFound => new(PayOutcome.NotFound),
            _ => Reply(PayOutcome.Unknown, order),
        };
    }

    private async Task<PayReply> PrepayAsync(
        OrderSnapshot order,
        ImmutableArray<PayAttempt> attempts,
        CancellationToken patience
    )
    {
        if (await tools.Identities.OpenIdAsync(order.Customer, patience) is not { } openId)
            return new(PayOutcome.NotFound);
        var last = attempts.LastOrDefault();
        for (var i = 0; i < NumbersInOneCall; i++)
        {
            var now = tools.Now;
            // One that is not prepared, and that WeChat would refuse by now, stays open for the schedule, as a spent one does.
            var attempt =
                last is { State: AttemptState.Open } open
                && (Living(open, now) is not null || PayRule.MaySend(open.ExpiresAt, now))
                    ? open
                    : await AddAsync(order, (last?.Number ?? 0) + 1, now);
            if (attempt is null)
                return await NoAttemptAsync(order);
            if (Living(attempt, now) is { } known)
                return Ready(order, known, now);
            var request = new PrepayRequest(
                attempt.OutTradeNo,
                order.Title,
                attempt.AmountFen,
                openId,
                attempt.ExpiresAt
            );
            var reply = await MoneyTools.AskAsync(
                ct => tools.Gateway.PrepayAsync(request, ct),
                new PrepayReply(PrepayOutcome.Unknown),
                patience
            );
            switch (reply)
            {
                case { Outcome: PrepayOutcome.Ready, PrepayId: { } prepayId }:
                    return await tools.Ledger.WriteAsync(
                        session => AttemptRows.PreparedAsync(session, attempt.OutTradeNo, prepayId),
                        CancellationToken.None
                    )
                        ? Ready(order, prepayId, tools.Now)
                        : Reply(PayOutcome.Unknown, order);
                case { Outcome: PrepayOutcome.AlreadyPaid }:
                    return await LookAsync(order, patience);
                case { Outcome: PrepayOutcome.Spent }:
                    // It stays open for the schedule: only a query says that no money came for it.
                    last = attempt with
                    {
                        State = AttemptState.Closed,
                    };
                    break;
                case { Outcome: PrepayOutcome.Refused } when tools.Now >= order.PayBy:
                    // It was in time when it was sent: nothing is wrong with it that somebody should look at.
                    return Reply(PayOutcome.TooLate, order);
                case { Outcome: PrepayOutcome.Refused }:
                    await RefusedAsync(attempt, reply.Code ?? "");
                    return Reply(PayOutcome.Refused, order);
                default:
                    return Reply(PayOutcome.Unknown, order);
            }
        }
        return Reply(PayOutcome.Unknown, order);
    }

    private string? Living(PayAttempt attempt, DateTimeOffset now) =>
        now < attempt.CreatedAt + tools.Payments.PrepayLives ? attempt.PrepayId : null;

    private async Task<PayAttempt?> AddAsync(OrderSnapshot order, int number, DateTimeOffset now)
    {
        if (number > tools.Payments.MaxAttempts)
            return null;
        var fresh = new PayAttempt(
            MoneyIds.OutTradeNo(order.Id, number),
            order.Id,
            number,
            order.AmountFen,
            AttemptState.Open,
            null,
            now,
            PayRule.ExpiresAt(order.PayBy, now),
            now + tools.Payments.FirstQuery,
            0
        );
        await tools.Ledger.WriteAsync(session => AttemptRows.AddAsync(session, fresh), CancellationToken.None);
        // Another activation may have been first, and may have closed it: the row is what counts.
        return
            await tools.Ledger.ReadAsync(session => AttemptRows.FindAsync(session, fresh.OutTradeNo))
                is { State: AttemptState.Open } row
            ? row
            : null;
    }

    // The order stopped waiting for its money since it was read, or its numbers are used up.
    private async Task<PayReply> NoAttemptAsync(OrderSnapshot order)
    {
        var now = (await ReadAsync(order.Id)).Order ?? order;
        return Reply(now.Status == OrderStatus.PendingPayment ? PayOutcome.Refused : PayOutcome.NotOpen, now);
    }

    // The gateway says that the money is there: a query fetches it.
    private async Task<PayReply> LookAsync(OrderSnapshot order, CancellationToken patience)
    {
        await watch.AdvanceAsync(order.Id, patience);
        var now = (await ReadAsync(order.Id)).Order ?? order;
        return now.Status == OrderStatus.PendingPayment
            ? Reply(PayOutcome.Unknown, now)
            : Reply(PayOutcome.NotOpen, now);
    }

    private Task RefusedAsync(PayAttempt attempt, string code)
    {
        LogRefused(tools.Log, attempt.OutTradeNo, code);
        return tools.Ledger.WriteAsync(
            session => AlarmRows.RaiseAsync(session, tools.Now, "payment.prepay-refused", code, attempt.OutTradeNo),
            CancellationToken.None
        );
    }

    private PayReply Ready(OrderSnapshot order, string prepayId, DateTimeOffset now) =>
        Reply(PayOutcome.Ready, order) with
        {
            Parameters = tools.Gateway.Sign(prepayId, now),
            PayPage = tools.Payments.PayPage is { } page ? new Uri(page, prepayId) : null,
        };

    private static PayReply Reply(PayOutcome outcome, OrderSnapshot order) => new(outcome, order.Status, order.Cause);

    private Task<Seen> ReadAsync(OrderId id) =>
        tools.Ledger.ReadAsync(async session => new Seen(
            await OrderSnapshot.FindAsync(session, id),
            await AttemptRows.OfAsync(session, id),
            await PaymentRows.OfAsync(session, id)
        ));

    private sealed record Seen(
        OrderSnapshot? Order,
        ImmutableArray<PayAttempt> Attempts,
        ImmutableArray<PaymentView> Payments
    );

    [LoggerMessage(1, LogLevel.Error, "WeChat refused to prepare {OutTradeNo}: {Code}")]
    private static partial void LogRefused(ILogger log, string outTradeNo, string code);
}
