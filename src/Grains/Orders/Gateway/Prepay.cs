namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>A request for a prepay_id. <paramref name="AmountFen"/> in fen.</summary>
/// <param name="ExpiresAt">time_expire: WeChat takes no money for this attempt after this time.</param>
public sealed record PrepayRequest(
    string OutTradeNo,
    string Description,
    long AmountFen,
    string OpenId,
    DateTimeOffset ExpiresAt
);

/// <param name="PrepayId">Set with <see cref="PrepayOutcome.Ready"/>.</param>
/// <param name="Code">WeChat's error code, when WeChat gave one.</param>
public sealed record PrepayReply(PrepayOutcome Outcome, string? PrepayId = null, string? Code = null);

public enum PrepayOutcome
{
    Ready = 0,

    /// <summary>ORDERPAID: WeChat has the money; a query returns it.</summary>
    AlreadyPaid = 1,

    /// <summary>ORDER_CLOSED or <see cref="GatewayCodes.NumberUsed"/>: the number is spent; the next attempt needs a new one.</summary>
    Spent = 2,

    /// <summary>WeChat understood and refused, with <see cref="PrepayReply.Code"/>.</summary>
    Refused = 3,
    Unknown = 4,
}
