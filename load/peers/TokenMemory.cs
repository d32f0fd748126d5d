using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;

namespace FuelGrains.Peers;

/// <summary>The callers of validated tokens by the token's SHA-256, until the token expires; a full memory begins anew.</summary>
internal sealed class TokenMemory(int most)
{
    private readonly ConcurrentDictionary<Guid, (ClaimsPrincipal Caller, DateTime Until)> _callers = new();

    public ClaimsPrincipal? Find(ReadOnlySpan<char> token) =>
        _callers.TryGetValue(Digest(token), out var known) && known.Until > TimeProvider.System.GetUtcNow().UtcDateTime
            ? known.Caller
            : null;

    public void Remember(ReadOnlySpan<char> token, ClaimsPrincipal caller, DateTime until)
    {
        if (_callers.Count >= most)
            _callers.Clear();
        _callers[Digest(token)] = (caller, until);
    }

    private static Guid Digest(ReadOnlySpan<char> token)
    {
        Span<byte> text = token.Length <= 1_024 ? stackalloc byte[1_024 * 3] : new byte[token.Length * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(token, text)], hash);
        return new(hash[..16]);
    }
}
