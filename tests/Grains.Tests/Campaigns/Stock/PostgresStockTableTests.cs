using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

public sealed class PostgresStockTableTests() : StockTableContract(() => LedgerFixture.PostgresAsync());
