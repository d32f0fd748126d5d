using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Names one team of a group-buy campaign.</summary>
[GenerateSerializer, Immutable, Alias("fuel.team-id")]
public readonly record struct TeamId([property: Id(0)] Guid Value) : IParsable<TeamId>
{
    /// <summary>Characters of a share code: 50 random bits of the id in Crockford's base 32, which has no I, L, O and U.</summary>
    public const int CodeLength = 10;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A fresh id, version 7, that maps to a shard: about as many tries as the campaign has shards.</summary>
    public static TeamId New(DateTimeOffset now, StockShardKey shard, int shards)
    {
        while (true)
            if (new TeamId(Guid.CreateVersion7(now)) is var team && team.ShardOf(shard.Campaign, shards) == shard)
                return team;
    }

    /// <summary>The code that a friend types or scans. Not a secret: whoever has it may ask for a seat.</summary>
    public string ShareCode
    {
        get
        {
            Span<byte> bytes = stackalloc byte[16];
            Value.TryWriteBytes(bytes, bigEndian: true, out _);
            var bits = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
            return string.Create(
                CodeLength,
                bits,
                static (code, rest) =>
                {
                    for (var i = code.Length - 1; i >= 0; i--, rest >>= 5)
                        code[i] = Alphabet[(int)(rest & 31)];
                }
            );
        }
    }

    /// <summary>The shard that owns the team's seats: a hash that is the same in every process and version.</summary>
    public StockShardKey ShardOf(CampaignId campaign, int shards)
    {
        if (shards == 1)
            return new(campaign, 0);
        Span<byte> bytes = stackalloc byte[16];
        Value.TryWriteBytes(bytes);
        return new(campaign, (int)(XxHash3.HashToUInt64(bytes) % (uint)shards));
    }

    /// <summary>True for what can be a share code, in either case.</summary>
    public static bool IsShareCode([NotNullWhen(true)] string? text) =>
        text is { Length: CodeLength }
        && text.All(c => Alphabet.Contains(char.ToUpperInvariant(c), StringComparison.Ordinal));

    public static TeamId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TeamId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
