namespace FuelGrains.Grains.Stations;

/// <summary>What a site's answer does to an authorisation. Only a definite answer ends one; anything else leaves it as it is: unknown.</summary>
public static class AuthorisationRule
{
    /// <summary>OpenFSC's own limit for UNLOCKPUMP.</summary>
    public const int MostProducts = 8;

    /// <summary>Longest time an authorisation may stay without an end before staff must look.</summary>
    public static readonly TimeSpan UnknownLimit = TimeSpan.FromMinutes(30);

    /// <summary>Refused means that the pump was not unlocked: codes that the protocol defines for it, and requests that the site did not understand.</summary>
    public static AuthorisationState? AfterUnlock(int code) =>
        code switch
        {
            SiteCode.Ok => AuthorisationState.Unlocked,
            SiteCode.NotSent => AuthorisationState.Released,
            400 or 403 or 404 or 405 or 412 or 422 => AuthorisationState.Released,
            _ => null,
        };

    /// <summary>402 means that fuel flowed: the sale will be reported. 423 is an answer too: the pump is locked and gives none.</summary>
    public static AuthorisationState? AfterLock(int code) =>
        code switch
        {
            SiteCode.Ok or 423 => AuthorisationState.Released,
            _ => null,
        };

    /// <summary>
    /// Whether an unlocked pump may be asked to lock: its site called it locked afterwards, for so long that a sale would have been
    /// told, and nobody saw it run. Only the site's answer says that it gave no fuel.
    /// </summary>
    public static bool MayRevoke(Authorisation row, BoardPump pump, TimeSpan lockedFor, DateTimeOffset now) =>
        row.State is AuthorisationState.Unlocked or AuthorisationState.Locking
        && pump.State == PumpState.Locked
        && pump.StateAt > row.ChangedAt
        && now - pump.StateAt >= lockedFor
        && !(pump.RanAt >= row.ChangedAt);

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
