namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteStockLedgerTests() : StockLedgerContract(LedgerBench.SqliteAsync);
