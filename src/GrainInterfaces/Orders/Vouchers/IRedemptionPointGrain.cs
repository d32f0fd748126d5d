using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>A station's counter, where vouchers are handed in whole; the key is the station's id.</summary>
[Alias("fuel.redemption-desk")]
public interface IRedemptionPointGrain : IGrainWithGuidKey
{
    /// <summary>The same request again (same member of staff, same key) gives the same answer.</summary>
    [Alias("redeem")]
    Task<RedeemReply> RedeemAsync(RedeemRequest request);

    /// <summary>Of one day, the newest first; null when there is no such station.</summary>
    [Alias("list")]
    Task<ImmutableArray<Redemption>?> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit);
}

/// <param name="Code">As it was typed or scanned.</param>
/// <param name="Key">The hash of the request's idempotency key.</param>
[GenerateSerializer, Immutable, Alias("fuel.redeem-request")]
public sealed record RedeemRequest(string Code, string Staff, Guid Key)
{
    // The code is as good as the voucher: it must not get into a log by way of this record.
    public override string ToString() => $"{nameof(RedeemRequest)} by {Staff}";
}

/// <param name="ValidFrom">With <see cref="RedeemOutcome.NotYet"/>.</param>
/// <param name="RetryAfter">With <see cref="RedeemOutcome.TooManyGuesses"/>.</param>
[GenerateSerializer, Immutable, Alias("fuel.redeem-reply")]
public sealed record RedeemReply(
    RedeemOutcome Outcome,
    Redemption? Redemption = null,
    DateTimeOffset? ValidFrom = null,
    TimeSpan? RetryAfter = null
);

[GenerateSerializer, Alias("fuel.redeem-outcome")]
public enum RedeemOutcome
{
    Done = 0,

    /// <summary>This very request had been done before.</summary>
    Replayed = 1,

    /// <summary>It cannot be a code: a typo. Not counted as a guess.</summary>
    Mistyped = 2,

    /// <summary>There is no voucher of this code. Counted.</summary>
    UnknownCode = 3,

    /// <summary>Too many unknown codes by this member of staff or at this station.</summary>
    TooManyGuesses = 4,

    /// <summary>The key was used for another voucher.</summary>
    KeyReused = 5,
    NotHere = 6,
    NotYet = 7,
    Expired = 8,
    Used = 9,
    Held = 10,
    Refunded = 11,
    UnknownStation = 12,
}

/// <summary>A voucher that was handed in.</summary>
/// <param name="VolumeMl">Of litres: how much was still on it.</param>
/// <param name="ValueFen">Of yuan: its value.</param>
/// <param name="CustomerTail">The last four characters of the customer's id, to compare and no more.</param>
[GenerateSerializer, Immutable, Alias("fuel.redemption")]
public sealed record Redemption(
    VoucherId Voucher,
    string Title,
    ProductKind Kind,
    string Grade,
    long VolumeMl,
    long ValueFen,
    string CustomerTail,
    string Staff,
    DateTimeOffset At
);
