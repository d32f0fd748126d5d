namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>The silo refused to begin a read, because the limit of reads is reached. Nothing happened; ask again in a second.</summary>
[GenerateSerializer, Alias("fuel.busy")]
public sealed class BusyException : Exception
{
    public BusyException()
        : base("More reads are waiting than the limit allows.") { }
}
