namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresStockLedgerTests() : StockLedgerContract(() => LedgerFixture.PostgresAsync());
