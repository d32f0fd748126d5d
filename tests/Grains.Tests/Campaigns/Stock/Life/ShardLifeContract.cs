using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.Grains.Tests.Simulation;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Life;

/// <summary>
/// Whole lives of a shard, with the real rule, batch writer and SQL, under a seeded scheduler.
/// Two planted bugs show that the judge sees.
/// </summary>
public abstract class ShardLifeContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const int Stock = 12;

    [Fact]
    public Task No_order_of_events_and_no_fault_breaks_what_was_acknowledged() =>
        SeededLives.LiveAllAsync(seed => LiveAsync(seed));

    [Fact]
    public async Task An_answer_before_its_commit_is_found() =>
        (
            await SeededLives.FindsAsync<BrokenPromiseException>(seed => LiveAsync(seed, answersBeforeCommit: true))
        ).ShouldBeTrue();

    [Fact]
    public async Task A_fence_that_is_ignored_is_found() =>
        (
            await SeededLives.FindsAsync<BrokenPromiseException>(seed => LiveAsync(seed, ignoresFence: true))
        ).ShouldBeTrue();

    private async Task LiveAsync(int seed, bool answersBeforeCommit = false, bool ignoresFence = false)
    {
        var campaign = CampaignId.New(TimeProvider.System);
        var terms = await Fixture.TermsAsync(Stock) with { PayWithin = TimeSpan.FromSeconds(20) };
        var draft = await Fixture.Campaigns.CreateAsync(campaign, terms, "test", Ct);
        await Fixture.Campaigns.PublishAsync(campaign, draft!.Epoch, terms, "test", Ct);
        // A scheduler belongs to the thread that makes it.
        var scheduler = new SeededScheduler(seed);
        var table = new SimulatedStockTable(Fixture, scheduler)
        {
            AnswersBeforeCommit = answersBeforeCommit,
            IgnoresFence = ignoresFence,
        };
        new ShardLife(scheduler, Fixture, table, new(campaign, 0), terms.LimitPerCustomer).Live();
    }
}

public sealed class PostgresShardLifeTests() : ShardLifeContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteShardLifeTests() : ShardLifeContract(LedgerFixture.SqliteAsync);
