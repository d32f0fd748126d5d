namespace FuelGrains.Load.Money;

/// <summary>The product was dead from the kill until it said that it was ready again.</summary>
/// <param name="After">How far the storm was when it was killed.</param>
internal sealed record Outage(DateTimeOffset From, DateTimeOffset To, string After)
{
    public TimeSpan Lasted => To - From;

    /// <summary>A callback that was on its way at any moment of it.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => from <= To && to >= From;
}
