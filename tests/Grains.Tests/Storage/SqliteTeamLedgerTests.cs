namespace FuelGrains.Grains.Tests.Storage;

public sealed class SqliteTeamLedgerTests() : TeamLedgerContract(LedgerFixture.SqliteAsync);
