namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Says whether a silo is ready.</summary>
[Alias("fuel.ledger-health")]
public interface ILedgerHealthGrain : IGrainWithIntegerKey
{
    /// <summary>True while the ledger's database takes the silo's writes.</summary>
    [Alias("ping")]
    Task<bool> PingAsync();
}
