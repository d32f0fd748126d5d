using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class SqliteCampaignTableTests() : CampaignTableContract(LedgerFixture.SqliteAsync);
