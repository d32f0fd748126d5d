namespace FuelGrains.GrainInterfaces.Orders.Payments;

/// <summary>The act of a customer that makes the product query the gateway at once.</summary>
[GenerateSerializer, Alias("fuel.query-prompt")]
public enum QueryPrompt
{
    /// <summary>Nothing: the caller wants to know how the order stands, and no query is sent.</summary>
    None = 0,

    /// <summary>The customer looks at the order: prompts a query when the order never had a prompted one.</summary>
    Look = 1,

    /// <summary>The customer is back from wx.requestPayment, or the page is visible again.</summary>
    Return = 2,
}

/// <param name="Found">False: there is no such order of this customer, and nothing else is set.</param>
/// <param name="Frozen">A payment of the order waits for manual review.</param>
/// <param name="AgainAfter">When a prompt may lead to a query again, or else the schedule does; null when none is needed.</param>
[GenerateSerializer, Immutable, Alias("fuel.prompt-reply")]
public sealed record PromptReply(
    bool Found,
    OrderStatus Status = OrderStatus.PendingPayment,
    CloseCause Cause = CloseCause.None,
    bool Frozen = false,
    PromptAnswer Answer = PromptAnswer.NotQueried,
    TimeSpan? AgainAfter = null
);

/// <summary>The gateway's answer to a prompted query.</summary>
[GenerateSerializer, Alias("fuel.prompt-answer")]
public enum PromptAnswer
{
    /// <summary>The order waits for no payment, or has used up its share of queries for now.</summary>
    NotQueried = 0,

    /// <summary>The gateway has no money for the order so far.</summary>
    NotPaid = 1,
    Paid = 2,

    /// <summary>The gateway did not answer in time.</summary>
    Unknown = 3,
}
