using System.Diagnostics.CodeAnalysis;

namespace FuelGrains.GrainInterfaces.Stations;

/// <summary>Names one authorisation of a pump. The site knows it as the FSCTransactionID.</summary>
[GenerateSerializer, Immutable, Alias("fuel.authorisation-id")]
public readonly record struct AuthorisationId([property: Id(0)] Guid Value) : IParsable<AuthorisationId>
{
    /// <summary>A fresh id, version 7: ids made later sort later, so an index grows at its end.</summary>
    public static AuthorisationId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    public static AuthorisationId Parse(string s, IFormatProvider? provider) => new(Guid.Parse(s, provider));

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out AuthorisationId result)
    {
        var parsed = Guid.TryParseExact(s, "D", out var value);
        result = new(value);
        return parsed;
    }

    public override string ToString() => Value.ToString("D");
}
