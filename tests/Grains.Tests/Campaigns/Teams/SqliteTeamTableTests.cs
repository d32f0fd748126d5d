using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns.Teams;

public sealed class SqliteTeamTableTests() : TeamTableContract(LedgerFixture.SqliteAsync);
