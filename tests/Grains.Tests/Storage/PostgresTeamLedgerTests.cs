namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresTeamLedgerTests() : TeamLedgerContract(() => LedgerFixture.PostgresAsync());
