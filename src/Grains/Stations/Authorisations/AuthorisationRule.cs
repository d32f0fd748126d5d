namespace FuelGrains.Grains.Stations.Authorisations;

/// <summary>
/// Decides how a site's answer changes an authorisation. Only a definite answer ends an authorisation; any other answer leaves it as it
/// is: unknown.
/// </summary>
public static class AuthorisationRule
{
    /// <summary>OpenFSC's own limit for UNLOCKPUMP.</summary>
    public const int MostProducts = 8;

    /// <summary>The longest time that an authorisation may stay without an end before manual review.</summary>
    public static readonly TimeSpan UnknownLimit = TimeSpan.FromMinutes(30);

    /// <summary>
    /// The state with which a command leaves; null when it must not leave. An authorisation is unlocked once: one that was sent, or has
    /// ended, is never sent again.
    /// </summary>
    public static AuthorisationState? WhenSent(SiteCommandKind command, AuthorisationState state) =>
        (command, state) switch
        {
            (SiteCommandKind.UnlockPump, AuthorisationState.Requested) => AuthorisationState.Unlocking,
            (
                SiteCommandKind.LockPump,
                AuthorisationState.Unlocking
                    or AuthorisationState.Unlocked
                    or AuthorisationState.Locking
            ) => AuthorisationState.Locking,
            _ => null,
        };

    /// <summary>The states that a site's answer leads from and to; null when it leaves the authorisation as it is.</summary>
    public static (AuthorisationState From, AuthorisationState To)? AfterAnswer(SiteCommandKind command, int code) =>
        command == SiteCommandKind.UnlockPump
            ? AfterUnlock(code) is { } unlocked
                ? (AuthorisationState.Unlocking, unlocked)
                : null
            : AfterLock(code) is { } locked
                ? (AuthorisationState.Locking, locked)
                : null;

    /// <summary>The state after the CLEAR of the sale. A sale that was not cleared through this server releases the money.</summary>
    public static AuthorisationState AfterClear(FuelSaleState sale) =>
        sale switch
        {
            FuelSaleState.Settled => AuthorisationState.Settled,
            FuelSaleState.PaidInside or FuelSaleState.Open => AuthorisationState.Released,
            _ => AuthorisationState.BackOffice,
        };

    /// <summary>
    /// The state after an answer to UNLOCKPUMP. Released: the protocol defines the code as a refusal, or the site did not understand the
    /// request, so the pump was not unlocked.
    /// </summary>
    public static AuthorisationState? AfterUnlock(int code) =>
        code switch
        {
            SiteCode.Ok => AuthorisationState.Unlocked,
            SiteCode.NotSent => AuthorisationState.Released,
            400 or 403 or 404 or 405 or 412 or 422 => AuthorisationState.Released,
            _ => null,
        };

    /// <summary>
    /// The state after an answer to LOCKPUMP. 402 means that fuel flowed and the sale will be reported. 423 means that the pump is
    /// locked already and gives no fuel.
    /// </summary>
    public static AuthorisationState? AfterLock(int code) =>
        code switch
        {
            SiteCode.Ok or 423 => AuthorisationState.Released,
            _ => null,
        };

    /// <summary>
    /// Whether a pump that was unlocked, or may have been, may be asked to lock. The site reports the pump as locked, for so long that it
    /// would have reported a sale, and never as running. Only the answer to LOCKPUMP proves that the pump gave no fuel.
    /// </summary>
    public static bool MayRevoke(Authorisation row, BoardPump pump, TimeSpan lockedFor, DateTimeOffset now)
    {
        if (WhenSent(SiteCommandKind.LockPump, row.State) is null || pump.State != PumpState.Locked)
            return false;
        // A pump that is known to be unlocked must be reported as locked again. A command without an answer may never have arrived, and
        // then the pump has no news to report.
        if (row.State == AuthorisationState.Unlocked && pump.StateAt <= row.ChangedAt)
            return false;
        var since = pump.StateAt > row.ChangedAt ? pump.StateAt : row.ChangedAt;
        return now - since >= lockedFor && !(pump.RanAt >= row.ChangedAt);
    }

    public static AuthoriseOutcome Outcome(Authorisation row) =>
        row.State switch
        {
            AuthorisationState.Unlocked => AuthoriseOutcome.Unlocked,
            AuthorisationState.Released => AuthoriseOutcome.Released,
            AuthorisationState.Fuelled => AuthoriseOutcome.Fuelled,
            AuthorisationState.Settled or AuthorisationState.BackOffice => AuthoriseOutcome.Ended,
            _ => AuthoriseOutcome.NoAnswer,
        };
}
