namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Keeps the commands of an authorisation in the order in which the ledger wrote them. A pump's grain that hung may send an UNLOCKPUMP
/// behind the LOCKPUMP of its successor, and the protocol carries no number that would tell the site.
/// </summary>
internal sealed class CommandOrder
{
    // A pump has one open authorisation, so each pump has one entry.
    private readonly Dictionary<int, (AuthorisationId Authorisation, long Try)> _left = [];

    /// <summary>Notes that a command leaves. False: a later command of its authorisation has left, so this one must not.</summary>
    public bool MayLeave(SiteCommand command)
    {
        if (command.Kind == SiteCommandKind.Clear)
            return true;
        if (
            _left.TryGetValue(command.Pump, out var last)
            && last.Authorisation == command.Authorisation
            && last.Try >= command.Try
        )
            return false;
        _left[command.Pump] = (command.Authorisation, command.Try);
        return true;
    }
}
