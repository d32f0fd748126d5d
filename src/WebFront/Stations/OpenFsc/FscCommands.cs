using System.Globalization;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>Writes commands as OpenFSC requests.</summary>
public static class FscCommands
{
    public static string Method(SiteCommand command) =>
        command.Kind switch
        {
            SiteCommandKind.UnlockPump => FscMethod.UnlockPump,
            SiteCommandKind.LockPump => FscMethod.LockPump,
            _ => FscMethod.Clear,
        };

    public static string Arguments(SiteCommand command)
    {
        var pump = command.Pump.ToString(CultureInfo.InvariantCulture);
        return command.Kind switch
        {
            SiteCommandKind.UnlockPump => string.Join(
                ' ',
                [
                    pump,
                    command.Currency,
                    FscNumber.Fixed(command.CreditFen, 2),
                    command.Authorisation.ToString(),
                    command.PaymentMethod,
                    .. command.Products,
                ]
            ),
            SiteCommandKind.LockPump => pump,
            _ => string.Join(
                ' ',
                pump,
                command.SiteTransaction,
                command.Authorisation.ToString(),
                command.PaymentMethod
            ),
        };
    }

    /// <summary>The code of an ERR: its first word, when that is a number of three digits. Some clients send none.</summary>
    public static int ErrorCode(string arguments) =>
        arguments.Split(' ', 2)[0] is { Length: 3 } word && FscNumber.TryWhole(word, out var code) && code >= 300
            ? code
            : SiteCode.Unreadable;

    public static string Timestamp(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
