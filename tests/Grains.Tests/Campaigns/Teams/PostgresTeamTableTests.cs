using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

public sealed class PostgresTeamTableTests() : TeamTableContract(() => LedgerFixture.PostgresAsync());
