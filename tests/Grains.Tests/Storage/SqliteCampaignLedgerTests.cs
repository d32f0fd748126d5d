namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteFlashSaleLedgerTests() : FlashSaleLedgerContract(LedgerBench.SqliteAsync);
