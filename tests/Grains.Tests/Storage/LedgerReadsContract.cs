using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>Reads for callers from outside run side by side up to a bound; few more wait a moment, all others are refused.</summary>
public abstract class LedgerReadsContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);

    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Half_of_the_connections_read_at_once_one_more_waits_and_a_further_one_is_refused_at_once()
    {
        using var reads = Reads(Long);
        var (one, two) = (await BegunAsync(reads), await BegunAsync(reads));
        var waiting = ReadAsync(reads);
        await Should.ThrowAsync<BusyException>(ReadAsync(reads));
        waiting.IsCompleted.ShouldBeFalse();

        _go.SetResult();
        (await Task.WhenAll(one, two, waiting)).ShouldBe([1, 1, 1]);
        (await ReadAsync(reads)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_turn_is_refused_and_takes_no_turn()
    {
        using var reads = Reads(Short);
        var (one, two) = (await BegunAsync(reads), await BegunAsync(reads));
        await Should.ThrowAsync<BusyException>(ReadAsync(reads));

        _go.SetResult();
        await Task.WhenAll(one, two);
        (await Task.WhenAll(ReadAsync(reads), ReadAsync(reads))).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task A_read_that_fails_gives_its_turn_back()
    {
        using var reads = Reads(Short);
        for (var i = 0; i < 5; i++)
            await Should.ThrowAsync<InvalidOperationException>(
                reads.ReadAsync<int>(_ => throw new InvalidOperationException("A fault of the test."))
            );
        _go.SetResult();
        (await ReadAsync(reads)).ShouldBe(1);
    }

    private LedgerReads Reads(TimeSpan deadline) =>
        new(
            Fixture.Database,
            Options.Create(new LedgerOptions { MaxConnections = 4 }),
            Options.Create(new LedgerReadOptions { MaxWaitingReads = 1, MaxReadWait = deadline }),
            TimeProvider.System
        );

    /// <summary>Returns the read when it has begun.</summary>
    private async Task<Task<long>> BegunAsync(LedgerReads reads)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = ReadAsync(reads, begun);
        await begun.Task;
        return read;
    }

    private Task<long> ReadAsync(LedgerReads reads, TaskCompletionSource? begun = null) =>
        reads.ReadAsync(async session =>
        {
            begun?.TrySetResult();
            await _go.Task;
            return await session.Sql("SELECT 1").FirstAsync(r => r.Sum(0));
        });
}

public sealed class LedgerReadsOnPostgres() : LedgerReadsContract(() => LedgerFixture.PostgresAsync());

public sealed class LedgerReadsOnSqlite() : LedgerReadsContract(LedgerFixture.SqliteAsync);
