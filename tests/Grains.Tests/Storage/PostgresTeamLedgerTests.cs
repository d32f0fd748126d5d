namespace FuelGrains.Grains.Tests.Storage;

public sealed class PostgresTeamLedgerTests() : TeamLedgerContract(() => LedgerBench.PostgresAsync());
