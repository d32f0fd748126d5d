using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// An effect that was promised in the commit that caused it: delivered at least once, to a receiver that bears it twice.
/// </summary>
/// <param name="Kind">Which receiver takes it; see <see cref="OutboxKinds"/>.</param>
/// <param name="Subject">What it is about, such as an order's id.</param>
/// <param name="Body">What the subject does not say; often empty.</param>
/// <param name="Attempts">How often it was delivered in vain.</param>
public sealed record OutboxMessage(Guid Id, string Kind, string Subject, string Body, int Attempts);

/// <summary>Takes one kind of message. Returning means done; throwing means try again later, at last as a dead letter.</summary>
public interface IOutboxHandler
{
    string Kind { get; }

    Task DeliverAsync(OutboxMessage message, CancellationToken ct);
}

/// <summary>The effects there are.</summary>
public static class OutboxKinds
{
    /// <summary>Subject: order. Close its attempts at the gateway, then let its units go.</summary>
    public const string CloseOrder = "order.close";

    /// <summary>Subject: order. Issue its vouchers, then call it fulfilled.</summary>
    public const string FulfilOrder = "order.fulfil";

    /// <summary>Subject: order. Give back all that was paid for it, once: its team failed, or its customer left the team.</summary>
    public const string RefundOrder = "order.refund";

    /// <summary>Subject: reward/{invited customer}; body: the invited's order. Reward whoever invited them, if this is their first completed team.</summary>
    public const string IssueReward = "reward.issue";

    /// <summary>Subject: fuel order. It is paid: unlock the pump, or clear the sale. From then on its row is on the schedule.</summary>
    public const string AdvanceFuel = "fuel.advance";

    /// <summary>Subject: out_refund_no. Send the refund and follow it to its end.</summary>
    public const string SendRefund = "refund.send";

    /// <summary>Subject: out_refund_no. The money is back: the order hears of it and its units return.</summary>
    public const string SettleRefund = "refund.settle";

    /// <summary>Subject: event/id, such as paid/{order}; body: what the text needs. One consent, one message.</summary>
    public const string Notice = "notice";
}

/// <summary>How an effect is written into the transaction that causes it.</summary>
internal static class OutboxRows
{
    public static Task<int> AddAsync(
        LedgerSession session,
        DateTimeOffset now,
        string kind,
        string subject,
        string body = ""
    ) =>
        session
            .Sql(
                """
                INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state) VALUES (@id, @kind, @subject, @body, @now, @now, 0, 0)
                """
            )
            .With("id", Guid.CreateVersion7(now))
            .With("kind", kind)
            .With("subject", subject)
            .With("body", body)
            .With("now", now)
            .ExecuteAsync();
}
