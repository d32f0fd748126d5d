using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class RemindersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reminder_outlives_its_activation_and_ends_when_unregistered()
    {
        await using var silo = await NotebookSilo.OnPostgresAsync(Ct);
        var notebook = silo.Notebook();
        await notebook.RemindAsync(TimeSpan.FromHours(1));
        await notebook.ForgetAsync();
        (await notebook.RemindersAsync()).ShouldBe(["look"]);

        await notebook.UnremindAsync();

        (await notebook.RemindersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Registering_again_changes_the_one_reminder()
    {
        await using var silo = await NotebookSilo.OnPostgresAsync(Ct);
        var notebook = silo.Notebook();

        await notebook.RemindAsync(TimeSpan.FromHours(1));
        // Longer than 2^31 ms: the provider then binds the period as a bigint.
        await notebook.RemindAsync(TimeSpan.FromDays(40));

        var row = await silo.Service<IReminderTable>().ReadRow(notebook.GetGrainId(), "look", Ct);
        row.ShouldNotBeNull().Period.ShouldBe(TimeSpan.FromDays(40));
        (await notebook.RemindersAsync()).ShouldBe(["look"]);
    }

    [Fact]
    public async Task Only_the_newest_version_of_a_reminder_can_be_removed()
    {
        await using var silo = await NotebookSilo.OnPostgresAsync(Ct);
        var notebook = silo.Notebook();
        var table = silo.Service<IReminderTable>();
        await notebook.RemindAsync(TimeSpan.FromHours(1));
        var old = await table.ReadRow(notebook.GetGrainId(), "look", Ct);
        await notebook.RemindAsync(TimeSpan.FromHours(2));

        (await table.RemoveRow(notebook.GetGrainId(), "look", old!.ETag!, Ct)).ShouldBeFalse();

        var now = await table.ReadRow(notebook.GetGrainId(), "look", Ct);
        (await table.RemoveRow(notebook.GetGrainId(), "look", now!.ETag!, Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task Each_reminder_belongs_to_exactly_one_share_of_the_ring()
    {
        await using var silo = await NotebookSilo.OnPostgresAsync(Ct);
        var table = silo.Service<IReminderTable>();
        var hashes = new List<uint>();
        for (var i = 0; i < 8; i++)
        {
            var notebook = silo.Notebook();
            await notebook.RemindAsync(TimeSpan.FromHours(1));
            hashes.Add(notebook.GetGrainId().GetUniformHashCode());
        }

        // Both kinds of share: one that lies within the ring's ends, and the rest, that wraps around them.
        var (begin, end) = (uint.MaxValue / 3, uint.MaxValue / 3 * 2);
        var within = (await table.ReadRows(begin, end, Ct)).Reminders;
        var around = (await table.ReadRows(end, begin, Ct)).Reminders;

        within.Count.ShouldBe(hashes.Count(h => h > begin && h <= end));
        (within.Count + around.Count).ShouldBe(hashes.Count);
    }
}
