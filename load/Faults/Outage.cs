namespace FuelGrains.Load.Faults;

/// <summary>The time from a kill until the product said that it was ready again.</summary>
/// <param name="After">The progress of the workload at the kill.</param>
internal sealed record Outage(DateTimeOffset From, DateTimeOffset To, string After)
{
    public TimeSpan Lasted => To - From;

    /// <summary>Whether a callback was on its way at any moment of the outage.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => from <= To && to >= From;

    public override string ToString() => $"kill -9 after {After}, ready again after {Lasted.TotalSeconds:0.0} s";
}
