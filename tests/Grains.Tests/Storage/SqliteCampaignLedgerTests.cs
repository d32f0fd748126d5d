namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteFlashSaleLedgerTests() : FlashSaleLedgerContract(LedgerFixture.SqliteAsync);
