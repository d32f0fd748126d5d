namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// A line of OpenFSC without its end: <c>[session.]tag method arguments</c>. Arguments stay one text, because the last
/// one of some methods may hold spaces.
/// </summary>
public readonly record struct FscMessage(string Session, string Tag, string Method, string Arguments)
{
    public const string Notification = "*";

    public bool IsNotification => Tag == Notification;

    /// <summary>Null: the tag or the method is not well formed; <paramref name="tag"/> is what an error may be answered to.</summary>
    public static FscMessage? Parse(string line, out string tag)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var head = space < 0 ? line : line[..space];
        // A session's id is anything without a dot, so the first dot ends it.
        var dot = head.IndexOf('.', StringComparison.Ordinal);
        var (session, own) = dot < 0 ? ("", head) : (head[..dot], head[(dot + 1)..]);
        var sound = (own == Notification || IsName(own)) && (dot < 0 || IsSession(session));
        tag = sound ? head : Notification;
        if (!sound || space < 0)
            return null;
        var rest = line[(space + 1)..];
        var end = rest.IndexOf(' ', StringComparison.Ordinal);
        var method = end < 0 ? rest : rest[..end];
        return IsName(method) ? new FscMessage(session, own, method, end < 0 ? "" : rest[(end + 1)..]) : null;
    }

    public static bool IsSession(string id) =>
        id.Length is > 0 and <= 64 && id.All(c => c is > ' ' and <= '~' and not '.');

    /// <summary>The arguments, none of which holds a space; spaces at the end are ignored.</summary>
    public string[] Split() => Arguments.TrimEnd(' ') is { Length: > 0 } all ? all.Split(' ') : [];

    public override string ToString() =>
        string.Concat(
            Session.Length > 0 ? Session + "." : "",
            Tag,
            " ",
            Method,
            Arguments.Length > 0 ? " " : "",
            Arguments
        );

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit);
}
