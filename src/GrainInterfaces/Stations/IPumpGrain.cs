using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// A pump: its open authorisation, its sales, and the commands to it. A call waits for the site's answer as long as its caller may;
/// without an answer the outcome is NoAnswer, and the row says what is known. Every change names the version it saw.
/// </summary>
[Alias("fuel.pump")]
public interface IPumpGrain : IGrainWithStringKey
{
    [Alias("view")]
    Task<PumpView> ViewAsync();

    /// <summary>Writes the authorisation and sends UNLOCKPUMP. The same id again answers what became of it, and sends nothing.</summary>
    [Alias("authorise")]
    Task<AuthoriseReply> AuthoriseAsync(AuthoriseRequest request);

    /// <summary>Sends LOCKPUMP for an open authorisation. Only an answer releases the authorisation.</summary>
    [Alias("cancel")]
    Task<AuthoriseReply> CancelAsync(AuthorisationId authorisation);

    /// <summary>
    /// Sends LOCKPUMP to an unlocked pump that its site has reported as locked for <paramref name="lockedFor"/>. The answer ends an
    /// authorisation whose LOCKEDPUMP was lost. Nothing is sent while the pump may run.
    /// </summary>
    [Alias("revoke")]
    Task RevokeAuthorisationAsync(AuthorisationId authorisation, TimeSpan lockedFor);

    /// <summary>Locks an open sale to one payer, so that nobody else pays it meanwhile. The payer may renew the lock.</summary>
    [Alias("lock-sale")]
    Task<FuelSaleReply> LockSaleAsync(FuelSaleId sale, CustomerId payer, TimeSpan hold);

    [Alias("unlock-sale")]
    Task<FuelSaleReply> UnlockSaleAsync(FuelSaleId sale, CustomerId payer);

    /// <summary>
    /// Tells the site that a locked sale is paid. Each call is one more try under the same id. The caller repeats the call while the
    /// outcome is NoAnswer.
    /// </summary>
    [Alias("clear")]
    Task<ClearReply> ClearAsync(FuelSaleId sale, CustomerId payer);

    /// <summary>Takes the report that the site ended an authorisation without fuel (LOCKEDPUMP).</summary>
    [Alias("locked-by-site")]
    Task<LockedBySiteOutcome> LockedBySiteAsync(long epoch, AuthorisationId authorisation);

    /// <summary>Takes the answer to a command; see <see cref="SiteCode"/>.</summary>
    [Alias("answered")]
    Task AnsweredAsync(long epoch, SiteCommand command, int code);
}

[GenerateSerializer, Immutable, Alias("fuel.pump-view")]
public sealed record PumpView(
    BoardPump? Board,
    bool Connected,
    Authorisation? Authorisation,
    ImmutableArray<FuelSale> Sales
);

/// <summary>A request to unlock a pump. The caller makes the id, so repeating the request is safe.</summary>
/// <param name="Products">The site's product ids, at most 8; empty means all.</param>
[GenerateSerializer, Immutable, Alias("fuel.authorise-request")]
public sealed record AuthoriseRequest(
    AuthorisationId Id,
    CustomerId Customer,
    long CreditFen,
    ImmutableArray<string> Products
);

[GenerateSerializer, Immutable, Alias("fuel.authorise-reply")]
public sealed record AuthoriseReply(AuthoriseOutcome Outcome, Authorisation? Authorisation);

[GenerateSerializer, Alias("fuel.authorise-outcome")]
public enum AuthoriseOutcome
{
    /// <summary>The pump is unlocked.</summary>
    Unlocked = 0,

    /// <summary>The authorisation ended without fuel; the payment may be refunded.</summary>
    Released = 1,

    /// <summary>The command left and no answer came: the money stays held.</summary>
    NoAnswer = 2,

    /// <summary>The site reported a sale for the authorisation; the sale ends it.</summary>
    Fuelled = 3,

    /// <summary>The pump has another open authorisation.</summary>
    Busy = 4,

    /// <summary>The site does not report the pump as locked, so it cannot be unlocked for one customer.</summary>
    NotLocked = 5,

    /// <summary>The site is not connected, or does not support this command. Nothing was sent.</summary>
    NotConnected = 6,
    NotFound = 7,

    /// <summary>The authorisation is settled, or in the back office: see the row.</summary>
    Ended = 8,
}

[GenerateSerializer, Immutable, Alias("fuel.fuel-sale-reply")]
public sealed record FuelSaleReply(FuelSaleOutcome Outcome, FuelSale? Sale);

[GenerateSerializer, Alias("fuel.fuel-sale-outcome")]
public enum FuelSaleOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>The sale is locked to another payer.</summary>
    LockedByOther = 2,

    /// <summary>The state of the sale does not allow the change.</summary>
    WrongState = 3,
}

[GenerateSerializer, Immutable, Alias("fuel.clear-reply")]
public sealed record ClearReply(ClearOutcome Outcome, FuelSale? Sale);

/// <summary>The outcome of CLEAR. Only Settled lets the payment be kept.</summary>
[GenerateSerializer, Alias("fuel.clear-outcome")]
public enum ClearOutcome
{
    /// <summary>200, or 410 on a retry.</summary>
    Settled = 0,

    /// <summary>
    /// 403 on the first try: the site does not accept this payment method. The payment is refunded and the sale is open again.
    /// </summary>
    NotPermitted = 1,

    /// <summary>403 on a retry: the sale was paid inside the shop. The payment is refunded.</summary>
    PaidInside = 2,

    /// <summary>404, or an unusable answer: the payment stays frozen until manual review.</summary>
    BackOffice = 3,

    /// <summary>The outcome is unknown: try again.</summary>
    NoAnswer = 4,

    /// <summary>The site is not connected, and nothing was sent. Try again when it is.</summary>
    NotConnected = 5,

    /// <summary>The sale is not locked to this payer.</summary>
    WrongState = 6,
    NotFound = 7,
}

[GenerateSerializer, Alias("fuel.locked-by-site-outcome")]
public enum LockedBySiteOutcome
{
    Done = 0,

    /// <summary>No such authorisation at this pump.</summary>
    NotFound = 1,

    /// <summary>The authorisation has ended, or fuel was reported for it.</summary>
    WrongState = 2,

    /// <summary>The report came over a connection that is not the active one any more.</summary>
    Stale = 3,
}
