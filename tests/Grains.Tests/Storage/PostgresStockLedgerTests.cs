namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresStockLedgerTests() : StockLedgerContract(() => LedgerBench.PostgresAsync());
