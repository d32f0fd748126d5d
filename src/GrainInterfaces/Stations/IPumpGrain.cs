using FuelGrains.GrainInterfaces.Customers;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>
/// One pump: its open authorisation, its sales, and the commands to it. It waits for a site's answer as long as a caller
/// may; without one the outcome is NoAnswer, and the row says what is known. Every change names the fence it saw.
/// </summary>
[Alias("fuel.pump")]
public interface IPumpGrain : IGrainWithStringKey
{
    [Alias("view")]
    Task<PumpView> ViewAsync();

    /// <summary>Writes the authorisation and sends UNLOCKPUMP. The same id again answers what became of it, and sends nothing.</summary>
    [Alias("authorise")]
    Task<AuthoriseReply> AuthoriseAsync(AuthoriseRequest request);

    /// <summary>Sends LOCKPUMP for an open authorisation. Only an answered one releases it.</summary>
    [Alias("cancel")]
    Task<AuthoriseReply> CancelAsync(AuthorisationId authorisation);

    /// <summary>
    /// Asks a pump that its site has called locked for so long, although it was unlocked, to lock: the answer ends an authorisation
    /// whose LOCKEDPUMP was lost. Nothing is sent while the pump may run.
    /// </summary>
    [Alias("recall")]
    Task RevokeAuthorisationAsync(AuthorisationId authorisation, TimeSpan lockedFor);

    /// <summary>Locks an open sale to one payer, so that nobody else pays it meanwhile. The payer may renew.</summary>
    [Alias("lock-sale")]
    Task<FuelSaleReply> LockSaleAsync(FuelSaleId sale, CustomerId payer, TimeSpan hold);

    [Alias("unlock-sale")]
    Task<FuelSaleReply> UnlockSaleAsync(FuelSaleId sale, CustomerId payer);

    /// <summary>
    /// Tells the site that a locked sale is paid. Each call is one more try under the same id; call it again while the
    /// outcome is NoAnswer.
    /// </summary>
    [Alias("clear")]
    Task<ClearReply> ClearAsync(FuelSaleId sale, CustomerId payer);

    /// <summary>The site ended an authorisation without fuel (LOCKEDPUMP).</summary>
    [Alias("locked-by-site")]
    Task<LockedBySiteOutcome> LockedBySiteAsync(long epoch, AuthorisationId authorisation);

    /// <summary>The answer to a command; see <see cref="SiteCode"/>.</summary>
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

/// <summary>Id: made by the caller, so that asking again is safe. Products: the site's ids, at most 8; empty means all.</summary>
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

    /// <summary>Ended without fuel; the money may go back.</summary>
    Released = 1,

    /// <summary>The command left and no answer came: the money stays held.</summary>
    NoAnswer = 2,

    /// <summary>The site reported fuel for it: it ends with that sale.</summary>
    Fuelled = 3,

    /// <summary>The pump has another open authorisation.</summary>
    Busy = 4,

    /// <summary>The site does not report the pump as locked, so it cannot be unlocked for one customer.</summary>
    NotLocked = 5,

    /// <summary>The site is not connected, or does not take this command. Nothing was sent.</summary>
    NotConnected = 6,
    NotFound = 7,

    /// <summary>Settled, or with the back office: see the row.</summary>
    Ended = 8,
}

[GenerateSerializer, Immutable, Alias("fuel.fuel-sale-reply")]
public sealed record FuelSaleReply(FuelSaleOutcome Outcome, FuelSale? Sale);

[GenerateSerializer, Alias("fuel.fuel-sale-outcome")]
public enum FuelSaleOutcome
{
    Done = 0,
    NotFound = 1,

    /// <summary>Another payer has it.</summary>
    LockedByOther = 2,

    /// <summary>Its state does not allow this: see the sale.</summary>
    WrongState = 3,
}

[GenerateSerializer, Immutable, Alias("fuel.clear-reply")]
public sealed record ClearReply(ClearOutcome Outcome, FuelSale? Sale);

/// <summary>What CLEAR came to. Nothing but Settled lets the money be kept.</summary>
[GenerateSerializer, Alias("fuel.clear-outcome")]
public enum ClearOutcome
{
    /// <summary>200, or 410 on a retry.</summary>
    Settled = 0,

    /// <summary>403 on the first try: the site does not take this payment method. Refund; the sale is open again, the attendant must know.</summary>
    NotPermitted = 1,

    /// <summary>403 on a retry: paid in the shop. Refund.</summary>
    PaidInside = 2,

    /// <summary>404, or an answer that makes no sense: staff decide, the money stays frozen.</summary>
    BackOffice = 3,

    /// <summary>Unknown: try again.</summary>
    NoAnswer = 4,

    /// <summary>The site is not connected: nothing was sent. Try again when it is.</summary>
    NotConnected = 5,

    /// <summary>Not locked by this payer.</summary>
    WrongState = 6,
    NotFound = 7,
}

[GenerateSerializer, Alias("fuel.locked-by-site-outcome")]
public enum LockedBySiteOutcome
{
    Done = 0,

    /// <summary>No such authorisation at this pump.</summary>
    NotFound = 1,

    /// <summary>It has ended, or fuel was reported for it.</summary>
    WrongState = 2,

    /// <summary>The report came over a connection that no longer holds the site.</summary>
    Stale = 3,
}
