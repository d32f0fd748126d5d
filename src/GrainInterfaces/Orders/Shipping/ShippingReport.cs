using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Orders.Shipping;

/// <summary>
/// The report to WeChat about how an order's goods were handed over (发货信息). WeChat freezes the payment of an order until then.
/// </summary>
/// <param name="Item">What was handed over, as the customer reads it in WeChat's message.</param>
/// <param name="OwedAt">When the goods were handed over.</param>
/// <param name="UploadTime">The time in the report. A repetition has the same time; only a correction has a later one.</param>
/// <param name="Correcting">The report that waits is the one correction that WeChat allows.</param>
/// <param name="NextTryAt">When the report is tried next; null when no try follows.</param>
/// <param name="Trouble">Why the report is not reported yet, or is not needed.</param>
[GenerateSerializer, Immutable, Alias("fuel.shipping-report")]
public sealed record ShippingReport(
    OrderId Order,
    CustomerId Customer,
    LogisticsType Logistics,
    string Item,
    DateTimeOffset OwedAt,
    DateTimeOffset UploadTime,
    ShippingState State,
    bool Correcting,
    DateTimeOffset? ReportedAt,
    DateTimeOffset? CorrectedAt,
    DateTimeOffset? NextTryAt,
    int Tries,
    string? Trouble
);

[GenerateSerializer, Alias("fuel.shipping-state")]
public enum ShippingState
{
    /// <summary>WeChat is to be told, or a correction is.</summary>
    Waiting = 0,

    /// <summary>WeChat has the report: the money is released by WeChat's own schedule.</summary>
    Reported = 1,

    /// <summary>WeChat froze nothing: the mini-program is not managed, no payment is left, or staff ended the report.</summary>
    NotNeeded = 2,

    /// <summary>WeChat refused the report for good, so its text or its way is for staff to decide.</summary>
    Refused = 3,
}

/// <summary>How goods reach their customer, as WeChat numbers it (logistics_type). Nothing of ours is sent by courier.</summary>
[GenerateSerializer, Alias("fuel.logistics-type")]
public enum LogisticsType
{
    Virtual = 3,
    PickUp = 4,
}
