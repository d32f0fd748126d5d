namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteStockLedgerTests() : StockLedgerContract(LedgerFixture.SqliteAsync);
