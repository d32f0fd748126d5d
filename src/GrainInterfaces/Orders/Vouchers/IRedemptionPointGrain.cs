using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>A station's redemption point, where staff redeem whole vouchers. Key: the station's id.</summary>
[Alias("fuel.redemption-point")]
public interface IRedemptionPointGrain : IGrainWithGuidKey
{
    /// <summary>Redeems a voucher. A repeated request (same member of staff, same key) gives the same answer.</summary>
    [Alias("redeem")]
    Task<RedeemReply> RedeemAsync(RedeemRequest request);

    /// <summary>The station's redemptions in a time, newest first; null when there is no such station.</summary>
    [Alias("list")]
    Task<ImmutableArray<Redemption>?> ListAsync(DateTimeOffset from, DateTimeOffset to, int limit);
}

/// <param name="Code">The code as it was typed or scanned.</param>
/// <param name="Key">The hash of the request's idempotency key.</param>
[GenerateSerializer, Immutable, Alias("fuel.redeem-request")]
public sealed record RedeemRequest(string Code, string Staff, Guid Key)
{
    // A code is as good as its voucher, so this record must not bring the code into a log.
    public override string ToString() => $"{nameof(RedeemRequest)} by {Staff}";
}

/// <param name="ValidFrom">Set with <see cref="RedeemOutcome.NotYet"/>.</param>
/// <param name="RetryAfter">Set with <see cref="RedeemOutcome.TooManyGuesses"/>.</param>
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

    /// <summary>The same request was done before.</summary>
    Replayed = 1,

    /// <summary>The text cannot be a code: a typo, which does not count as a guess.</summary>
    Mistyped = 2,

    /// <summary>No voucher has this code. The request counts as a guess.</summary>
    UnknownCode = 3,

    /// <summary>This member of staff or this station entered too many unknown codes.</summary>
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

/// <summary>A redeemed voucher.</summary>
/// <param name="VolumeMl">The volume that was left on a litre voucher, in millilitres; otherwise 0.</param>
/// <param name="ValueFen">The value of a yuan voucher, in fen; otherwise 0.</param>
/// <param name="CustomerTail">The last four characters of the customer's id, for comparison only.</param>
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
