namespace FuelGrains.Grains.Ops.Outbox;

/// <summary>
/// An effect that is written in the commit that causes it. Delivery is at least once, so every handler is idempotent.
/// </summary>
/// <param name="Kind">The kind that selects the handler; see <see cref="OutboxKinds"/>.</param>
/// <param name="Subject">The thing that the message is about, such as an order's id.</param>
/// <param name="Body">Further details; often empty.</param>
/// <param name="Attempts">The number of failed deliveries.</param>
public sealed record OutboxMessage(Guid Id, string Kind, string Subject, string Body, int Attempts);

/// <summary>Handles one kind of message. A return means delivered; an exception means a later retry, and finally a dead letter.</summary>
public interface IOutboxHandler
{
    string Kind { get; }

    Task DeliverAsync(OutboxMessage message, CancellationToken ct);
}

/// <summary>All kinds of messages.</summary>
public static class OutboxKinds
{
    /// <summary>Subject: order. Close its payment attempts at the gateway, then release its units.</summary>
    public const string CloseOrder = "order.close";

    /// <summary>Subject: order. Issue its vouchers, then mark the order fulfilled.</summary>
    public const string FulfilOrder = "order.fulfil";

    /// <summary>Subject: order. Refund all that was paid for it, once: its team failed, or its customer left the team.</summary>
    public const string RefundOrder = "order.refund";

    /// <summary>
    /// Subject: reward/{invited customer}; body: the invited customer's order. Reward the inviting customer if this is the invited
    /// customer's first completed team.
    /// </summary>
    public const string IssueReward = "reward.issue";

    /// <summary>
    /// Subject: fuel order that is paid. Unlock the pump, or clear the sale. Later steps follow the schedule in the order's row.
    /// </summary>
    public const string AdvanceFuel = "fuel.advance";

    /// <summary>Subject: out_refund_no. Send the refund and follow its progress to the end.</summary>
    public const string SendRefund = "refund.send";

    /// <summary>Subject: out_refund_no that succeeded. Mark the order refunded and return its units.</summary>
    public const string SettleRefund = "refund.settle";

    /// <summary>Subject: order. Tell WeChat how its goods were handed over, so that WeChat releases its money.</summary>
    public const string ReportShipping = "shipping.report";

    /// <summary>Subject: event/id, such as paid/{order}; body: the values of the text. A consent allows one message.</summary>
    public const string Notice = "notice";
}
