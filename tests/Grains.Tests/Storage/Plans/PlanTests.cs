using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Tidy;
using Npgsql;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Storage.Plans;

/// <summary>
/// No statement's plan depends on statistics that may not be there. A database that was set up, restored or upgraded a minute ago has none,
/// and a plan that reads a table whole makes each order dearer than the one before it.
/// </summary>
public sealed class PlanTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_statement_is_known()
    {
        var known = (await StatementCatalog.CollectAsync())
            .GroupBy(s => s.Method)
            .ToDictionary(s => s.Key, s => s.Count());
        ShouldHold(
            "These methods call Sql, but SampleValues cannot make them send what they call: change the method or the samples.",
            StatementCatalog
                .Methods.Where(m => !PlanExemptions.IsExempt(m.Key) && known.GetValueOrDefault(m.Key) < m.Value)
                .Select(m => $"{m.Key}: {known.GetValueOrDefault(m.Key)} of {m.Value}")
        );
    }

    [Fact]
    public void Nothing_but_the_batches_speaks_to_the_driver_itself() =>
        ShouldHold(
            "A statement goes through LedgerSession.Sql, or StatementCatalog.Batches names it.",
            Under("src/Grains", ".cs")
                .Where(f =>
                    Read(f) is var text
                    && (
                        text.Contains("new NpgsqlCommand", StringComparison.Ordinal)
                        || text.Contains("BeginBinary", StringComparison.Ordinal)
                        || text.Contains("NpgsqlBatch", StringComparison.Ordinal)
                    )
                )
                .Except([
                    "src/Grains/Campaigns/Stock/StockTable.Postgres.cs",
                    "src/Grains/Campaigns/Stock/Batches/StockTable.PostgresBatch.cs",
                    "src/Grains/Campaigns/Teams/TeamTable.Postgres.cs",
                    "src/Grains/Storage/LedgerMigrator.cs",
                ])
        );

    [Fact]
    public void An_exemption_names_a_method_that_sends_statements() =>
        ShouldHold(
            "Delete the exemption.",
            PlanExemptions.Methods.Where(m => !StatementCatalog.Methods.Keys.Any(k => PlanExemptions.Covers(m, k)))
        );

    [Fact]
    public async Task No_plan_reads_a_table_whole_before_there_are_rows_or_statistics()
    {
        await using var ledger = await LedgerFixture.PostgresAsync();
        await JudgeAllAsync(ledger);
    }

    [Fact]
    public async Task No_plan_reads_a_table_whole_when_it_is_full_with_statistics_and_without()
    {
        await using var ledger = await LedgerFixture.PostgresAsync();
        await CrowdedLedger.StayYoungAsync(ledger, Ct);
        await CrowdedLedger.FillAsync(ledger, Ct);
        await JudgeAllAsync(ledger);
        await CrowdedLedger.AnalyseAsync(ledger, Ct);
        await JudgeAllAsync(ledger);
    }

    private static async Task JudgeAllAsync(LedgerFixture ledger)
    {
        var database = (PostgresDatabase)ledger.Database;
        var indexes = await CrowdedLedger.IndexesAsync(ledger, Ct);
        await using var commits = await GenericAsync(await database.OpenCommitAsync(Ct));
        await using var others = await GenericAsync(await database.Source.OpenConnectionAsync(Ct));
        var faults = new List<string>();
        foreach (var known in await StatementCatalog.CollectAsync())
        {
            if (PlanExemptions.IsExempt(known.Method))
                continue;
            try
            {
                var found = await QueryPlan.JudgeAsync(known.Commits ? commits : others, indexes, known.Statement, Ct);
                faults.AddRange(
                    found.Where(fault => !IsBoundByItsShard(known, fault)).Select(fault => $"{known.Method}: {fault}")
                );
            }
            catch (PostgresException refused)
            {
                faults.Add($"{known.Method}: cannot be judged, {refused.MessageText}: {known.Statement.Text}");
            }
        }
        ShouldHold("The cost of these statements grows with a table.", faults.Distinct());
    }

    private static bool IsBoundByItsShard(KnownStatement known, string fault) =>
        PlanExemptions.IsOpening(known.Method)
        && (
            fault.Contains("of ix_orders_shard by", StringComparison.Ordinal)
            || fault.Contains("of ix_teams_shard by", StringComparison.Ordinal)
        )
        && fault.Contains("(shard = ", StringComparison.Ordinal);

    // As a prepared statement is planned: without the values.
    private static async Task<NpgsqlConnection> GenericAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SET plan_cache_mode = force_generic_plan", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }
}
