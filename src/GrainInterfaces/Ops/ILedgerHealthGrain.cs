namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>Answers when the ledger's database answers.</summary>
[Alias("fuel.ledger-health")]
public interface ILedgerHealthGrain : IGrainWithIntegerKey
{
    [Alias("ping")]
    Task<bool> PingAsync();
}
