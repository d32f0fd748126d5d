using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Campaigns;

/// <summary>Names one campaign, a flash sale or a group buy.</summary>
[GenerateSerializer, Immutable, Alias("fuel.sale-id")]
public readonly record struct CampaignId([property: Id(0)] Guid Value) : IParsable<CampaignId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static CampaignId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static CampaignId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CampaignId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
