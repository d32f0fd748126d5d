using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Primitives;

namespace FuelGrains.WebFront.Ops;

/// <summary>
/// The Idempotency-Key header (IETF httpapi draft): a quoted string or a bare token of 1 to 128 visible ASCII
/// characters. Only its hash goes further.
/// </summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>The paragraph of the API's description for every request that takes units.</summary>
    public const string Description =
        "Needs an Idempotency-Key. The same key and body give the same answer again for at least seven days; "
        + "after an unknown answer (a time-out, 5xx, 429, or 409 in-progress) send the same key again.";

    private const int MaxLength = 128;

    private static readonly Problem Missing = new(
        "idempotency-key-missing",
        400,
        "Idempotency-Key is missing",
        "Send a fresh key with each order and the same key with each retry of it."
    );
    private static readonly Problem Invalid = new(
        "idempotency-key-invalid",
        400,
        "Idempotency-Key is not valid",
        "Send it once, with 1 to 128 visible ASCII characters."
    );

    public static Problem? Read(IHeaderDictionary headers, out Guid hash)
    {
        hash = default;
        if (!headers.TryGetValue(Header, out StringValues values) || values is [null or ""])
            return Missing;
        if (values is not [{ } text])
            return Invalid;
        var key = text.AsSpan();
        if (key is ['"', .., '"'])
            key = key[1..^1];
        if (key.Length is 0 or > MaxLength || key.ContainsAnyExceptInRange('!', '~'))
            return Invalid;
        Span<byte> bytes = stackalloc byte[16];
        XxHash128.Hash(MemoryMarshal.AsBytes(key), bytes);
        hash = new(bytes);
        return null;
    }

    /// <summary>The headers of an accepted request: never cached, and marked when the same key was accepted before.</summary>
    public static void Mark(HttpContext http, bool replayed)
    {
        if (replayed)
            http.Response.Headers["Idempotent-Replayed"] = "true";
        http.Response.Headers.CacheControl = "no-store";
    }

    /// <summary>The hash of a key within a scope: the same key for another team of a campaign is another key.</summary>
    public static Guid Within(Guid scope, Guid hash)
    {
        Span<byte> both = stackalloc byte[32];
        scope.TryWriteBytes(both);
        hash.TryWriteBytes(both[16..]);
        Span<byte> bytes = stackalloc byte[16];
        XxHash128.Hash(both, bytes);
        return new(bytes);
    }
}
