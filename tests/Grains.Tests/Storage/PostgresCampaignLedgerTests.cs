namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresFlashSaleLedgerTests() : FlashSaleLedgerContract(() => LedgerFixture.PostgresAsync());
