using System.Collections.Frozen;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>The methods of OpenFSC 1.0, of the extensions spoken here, and our own METER.</summary>
internal static class FscMethod
{
    public const string Capability = "CAPABILITY";
    public const string Charset = "CHARSET";
    public const string PlainAuth = "PLAINAUTH";
    public const string Clear = "CLEAR";
    public const string Heartbeat = "HEARTBEAT";
    public const string Beat = "BEAT";
    public const string LockPump = "LOCKPUMP";
    public const string LockedPump = "LOCKEDPUMP";
    public const string UnlockPump = "UNLOCKPUMP";
    public const string Price = "PRICE";
    public const string Prices = "PRICES";
    public const string Pump = "PUMP";
    public const string Pumps = "PUMPS";
    public const string PumpStatus = "PUMPSTATUS";
    public const string Transaction = "TRANSACTION";
    public const string Transactions = "TRANSACTIONS";
    public const string Ok = "OK";
    public const string Err = "ERR";
    public const string Quit = "QUIT";
    public const string Product = "PRODUCT";
    public const string Products = "PRODUCTS";
    public const string NewSession = "NEWSESSION";
    public const string Session = "SESSION";
    public const string Sessions = "SESSIONS";
    public const string SessionMode = "SESSIONMODE";
    public const string Meter = "METER";

    /// <summary>
    /// The methods that the server announces: those it handles, and SESSIONMODE, which it sends. No extension that is discontinued,
    /// and not TRANSACTIONINFO, which carries card numbers.
    /// </summary>
    public const string Announced =
        "BEAT CHARSET LOCKEDPUMP METER NEWSESSION PLAINAUTH PRICE PRODUCT PUMP QUIT SESSIONMODE SESSIONS TRANSACTION";

    /// <summary>The methods that are valid before a login.</summary>
    public static readonly FrozenSet<string> Handshake = FrozenSet.Create(
        StringComparer.Ordinal,
        Charset,
        PlainAuth,
        NewSession,
        Sessions
    );

    /// <summary>The methods that are valid after a login.</summary>
    public static readonly FrozenSet<string> Authenticated = FrozenSet.Create(
        StringComparer.Ordinal,
        Price,
        Pump,
        Transaction,
        LockedPump,
        Product,
        Meter
    );
}

/// <summary>The errors that the protocol names.</summary>
internal static class FscError
{
    public const string BadRequest = "400 bad request: the method, its arguments or the tag";
    public const string TooLong = "400 bad request: the line is longer than 8 KB";
    public const string BadReason = "400 the reason must be aborted or timeout";
    public const string BadCredentials = "401 site access key or secret not valid";
    public const string WrongState = "403 the connection is not in the state for this method";
    public const string NotCancellable = "403 the transaction can no longer be cancelled";
    public const string UnknownEncoding = "404 unknown encoding";
    public const string UnknownTransaction = "404 no such transaction at this pump";
    public const string UnknownMethod = "405 unknown method";
    public const string WrongEncoding = "406 bytes that the encoding does not have";
    public const string SessionTaken = "409 session id already taken";
    public const string PriorityTaken = "409 priority already taken";
    public const string SessionAfterLogin = "410 NEWSESSION after PLAINAUTH";
    public const string LoginAfterSession = "410 PLAINAUTH after NEWSESSION";
    public const string NotOnSession = "410 SESSIONS is for the initial connection";
    public const string TooManySessions = "500 too many sessions on this connection";
    public const string Internal = "500 try again";
}
