using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>
/// A customer's vouchers. Key: the customer's id. A holder of the caller's choice (such as <c>fuelling/{id}</c>) holds vouchers, and
/// confirms, releases or expires the hold once. A repeated call gives the same answer, and a Hold that arrives after the end of its
/// hold changes nothing.
/// </summary>
[Alias("fuel.wallet")]
public interface IWalletGrain : IGrainWithGuidKey
{
    /// <summary>The customer's vouchers, newest first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<VoucherView>> ListAsync(VoucherState? state, VoucherId? before, int limit);

    /// <summary>A voucher; null for unknown ids and other customers' vouchers alike.</summary>
    [Alias("find")]
    Task<VoucherView?> FindAsync(VoucherId voucher);

    /// <summary>A voucher's code, in capitals without dashes; null as with <see cref="FindAsync"/>.</summary>
    [Alias("code")]
    Task<string?> CodeAsync(VoucherId voucher);

    /// <summary>
    /// The vouchers that would pay a fuelling, and the amount that is left for money. A plan holds nothing: hold its vouchers to
    /// rely on it.
    /// </summary>
    [Alias("plan")]
    Task<Funding> PlanAsync(FuellingBill bill);

    /// <summary>Holds all of the vouchers, or none.</summary>
    [Alias("hold")]
    Task<WalletReply> HoldAsync(string holder, ImmutableArray<VoucherId> vouchers, StationId station);

    /// <summary>
    /// Confirms the used shares of the held vouchers. Litres may be used in part, and the rest stays on the voucher. A held
    /// voucher without
    /// a used share is Issued again.
    /// </summary>
    [Alias("confirm")]
    Task<WalletReply> ConfirmAsync(string holder, ImmutableArray<VoucherShare> used, StationId station);

    /// <summary>Releases all of the held vouchers: they are Issued again.</summary>
    [Alias("release")]
    Task<WalletReply> ReleaseAsync(string holder);

    /// <summary>Does the same as <see cref="ReleaseAsync"/>, because the holder's time ran out.</summary>
    [Alias("expire")]
    Task<WalletReply> ExpireAsync(string holder);
}

/// <param name="Voucher">The first voucher that caused a refusal.</param>
[GenerateSerializer, Immutable, Alias("fuel.wallet-reply")]
public readonly record struct WalletReply(WalletOutcome Outcome, VoucherId? Voucher = null);

[GenerateSerializer, Alias("fuel.wallet-outcome")]
public enum WalletOutcome
{
    Done = 0,

    /// <summary>The same change had happened before.</summary>
    AlreadyDone = 1,

    /// <summary>The hold was confirmed, released or expired before: nothing changes any more.</summary>
    Over = 2,

    /// <summary>A voucher is not free, not valid now, or not for this station.</summary>
    NotAvailable = 3,

    /// <summary>The wallet has no such voucher, or this holder holds nothing.</summary>
    NotFound = 4,

    /// <summary>
    /// A share is more than its voucher has, or names a voucher that the holder does not hold. A bug of the caller; nothing changed.
    /// </summary>
    TooMuch = 5,
}
