namespace FuelGrains.GrainInterfaces.Ops;

/// <summary>A write was not sent, for want of a connection or of room in the queue. It may be tried again as it is.</summary>
[GenerateSerializer, Alias("fuel.ledger-busy")]
public sealed class LedgerBusyException(string message, Exception? inner = null) : Exception(message, inner);
