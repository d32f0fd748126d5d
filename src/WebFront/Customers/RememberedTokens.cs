using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace FuelGrains.WebFront.Customers;

/// <summary>
/// Remembers the callers of verified tokens, by the token's SHA-256, until the token expires. There are two generations: a full young
/// one becomes the old one, so forgetting costs nothing.
/// </summary>
public sealed class RememberedTokens(Tokens tokens, IOptions<JwtOptions> options)
{
    /// <summary>Longest token that is read: ours have some 300 characters.</summary>
    public const int MaxLength = 4_096;

    private volatile ConcurrentDictionary<Digest, Verified> _young = new();
    private volatile ConcurrentDictionary<Digest, Verified> _old = new();

    /// <summary>Returns the caller of a token that was verified before and has not expired; null otherwise.</summary>
    public ClaimsPrincipal? Find(ReadOnlySpan<char> token)
    {
        if (token.Length is 0 or > MaxLength)
            return null;
        var digest = Digest.Of(token);
        return
            (_young.TryGetValue(digest, out var known) || _old.TryGetValue(digest, out known))
            && tokens.IsAlive(known.From, known.To)
            ? known.Caller
            : null;
    }

    public void Remember(JsonWebToken token, CallerIdentity caller)
    {
        var half = options.Value.TokensRemembered / 2;
        if (half == 0)
            return;
        if (_young.Count >= half)
            (_old, _young) = (_young, new());
        _young[Digest.Of(token.EncodedToken)] = new(new(caller), token.ValidFrom, token.ValidTo);
    }

    private sealed record Verified(ClaimsPrincipal Caller, DateTime From, DateTime To);

    private readonly record struct Digest(Guid Left, Guid Right)
    {
        public static Digest Of(ReadOnlySpan<char> token)
        {
            // Three bytes hold any UTF-16 unit. The runtime clears the buffer for each token, so it has room for ours and little more.
            var most = token.Length * 3;
            Span<byte> text = most <= 1_024 ? stackalloc byte[1_024] : new byte[most];
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(text[..Encoding.UTF8.GetBytes(token, text)], hash);
            return new(new(hash[..16]), new(hash[16..]));
        }

        // The key is a SHA-256, so its first bytes are a good hash already.
        public override int GetHashCode() => Left.GetHashCode();
    }
}
