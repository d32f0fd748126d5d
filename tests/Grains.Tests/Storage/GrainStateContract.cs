using System.Data.Common;
using Orleans.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>The contract of a grain's stored state, on either database.</summary>
public abstract class GrainStateContract : IAsyncLifetime
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected NotebookSilo Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Silo = await StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Silo.DisposeAsync();
    }

    [Fact]
    public async Task What_was_written_is_read_by_the_next_activation()
    {
        var notebook = Silo.Notebook();
        await notebook.WriteAsync("first");
        await notebook.WriteAsync("second");
        var before = await notebook.ReadAsync();

        await notebook.ForgetAsync();
        var after = await notebook.ReadAsync();

        after.Activation.ShouldNotBe(before.Activation);
        after.Text.ShouldBe("second");
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_again()
    {
        var notebook = Silo.Notebook();
        await notebook.WriteAsync("first");
        await notebook.ClearAsync();
        await notebook.ForgetAsync();
        (await notebook.ReadAsync()).Exists.ShouldBeFalse();

        await notebook.WriteAsync("again");
        await notebook.ForgetAsync();

        (await notebook.ReadAsync()).Text.ShouldBe("again");
    }

    [Fact]
    public async Task A_write_over_a_newer_version_is_refused_and_changes_nothing()
    {
        var notebook = Silo.Notebook();
        await notebook.WriteAsync("mine");
        await ExecuteAsync("UPDATE OrleansStorage SET Version = Version + 1"); // As a second activation would.

        await Should.ThrowAsync<InconsistentStateException>(() => notebook.WriteAsync("stale"));

        (await notebook.ReadAsync()).Text.ShouldBe("mine");
    }

    [Fact]
    public async Task A_clear_over_a_newer_version_is_refused_and_changes_nothing()
    {
        var notebook = Silo.Notebook();
        await notebook.WriteAsync("mine");
        await ExecuteAsync("UPDATE OrleansStorage SET Version = Version + 1");

        await Should.ThrowAsync<InconsistentStateException>(() => notebook.ClearAsync());

        (await notebook.ReadAsync()).Text.ShouldBe("mine");
    }

    [Fact]
    public async Task A_first_write_after_somebody_elses_is_refused()
    {
        var notebook = Silo.Notebook();
        await notebook.WriteAsync("theirs");
        await ExecuteAsync("UPDATE OrleansStorage SET ServiceId = 'hidden-' || ServiceId");
        await notebook.ForgetAsync();
        (await notebook.ReadAsync()).Exists.ShouldBeFalse();
        await ExecuteAsync("UPDATE OrleansStorage SET ServiceId = replace(ServiceId, 'hidden-', '')");

        await Should.ThrowAsync<InconsistentStateException>(() => notebook.WriteAsync("mine"));

        (await notebook.ReadAsync()).Text.ShouldBe("theirs");
    }

    protected abstract Task<NotebookSilo> StartAsync();

    protected abstract DbConnection Connect();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
