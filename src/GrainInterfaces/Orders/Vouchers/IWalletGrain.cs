using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.GrainInterfaces.Orders.Vouchers;

/// <summary>
/// A customer's vouchers; the key is the customer's id. Held by a holder of the caller's choice (such as <c>fuelling/{id}</c>), then
/// confirmed, released or expired, once: a verb that comes again gives the same answer, and a Hold that arrives after its holder's
/// end changes nothing.
/// </summary>
[Alias("fuel.wallet")]
public interface IWalletGrain : IGrainWithGuidKey
{
    /// <summary>Newest first, those before <paramref name="before"/> when given.</summary>
    [Alias("list")]
    Task<ImmutableArray<VoucherView>> ListAsync(VoucherState? state, VoucherId? before, int limit);

    /// <summary>Null for unknown ids and other customers' vouchers alike.</summary>
    [Alias("find")]
    Task<VoucherView?> FindAsync(VoucherId voucher);

    /// <summary>The code to show, in capitals without dashes; null as with <see cref="FindAsync"/>.</summary>
    [Alias("code")]
    Task<string?> CodeAsync(VoucherId voucher);

    /// <summary>
    /// Which vouchers would pay a fuelling, and what is left for money. Nothing is held by it; hold what it names before relying on it.
    /// </summary>
    [Alias("plan")]
    Task<Funding> PlanAsync(FuellingBill bill);

    /// <summary>All of them or none.</summary>
    [Alias("hold")]
    Task<WalletReply> HoldAsync(string holder, ImmutableArray<VoucherId> vouchers, StationId station);

    /// <summary>
    /// What was used of the held ones. Litres may be used in part, the rest stays on the voucher; a held voucher that is not named, or
    /// of which nothing was used, is issued as before.
    /// </summary>
    [Alias("confirm")]
    Task<WalletReply> ConfirmAsync(string holder, ImmutableArray<VoucherShare> used, StationId station);

    /// <summary>Nothing was used: all of them are issued as before.</summary>
    [Alias("release")]
    Task<WalletReply> ReleaseAsync(string holder);

    /// <summary>As <see cref="ReleaseAsync"/>, because the holder's time ran out.</summary>
    [Alias("expire")]
    Task<WalletReply> ExpireAsync(string holder);
}

/// <param name="Voucher">With a refusal: the first voucher that was in the way.</param>
[GenerateSerializer, Immutable, Alias("fuel.wallet-reply")]
public readonly record struct WalletReply(WalletOutcome Outcome, VoucherId? Voucher = null);

[GenerateSerializer, Alias("fuel.wallet-outcome")]
public enum WalletOutcome
{
    Done = 0,

    /// <summary>The same had happened before.</summary>
    AlreadyDone = 1,

    /// <summary>The holder's vouchers were confirmed, released or expired before: nothing happens any more.</summary>
    Over = 2,

    /// <summary>A voucher is not free, not valid now, or not for this station.</summary>
    NotAvailable = 3,

    /// <summary>There is no such voucher in this wallet, or nothing is held by this holder.</summary>
    NotFound = 4,

    /// <summary>More was used than is on a voucher, or a voucher that the holder does not hold. A bug of the caller; nothing happened.</summary>
    TooMuch = 5,
}
