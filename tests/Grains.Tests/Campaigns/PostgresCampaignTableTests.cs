using FuelGrains.Grains.Tests.Storage;

namespace FuelGrains.Grains.Tests.Campaigns;

public sealed class PostgresCampaignTableTests() : CampaignTableContract(() => LedgerFixture.PostgresAsync());
