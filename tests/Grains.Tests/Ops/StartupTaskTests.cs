using FuelGrains.GrainInterfaces.Ops;
using FuelGrains.Grains.Ops.Readiness;
using FuelGrains.Silo.Ops;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops;

/// <summary>A process that starts on a busy machine: its grains answer late, and it starts all the same.</summary>
public sealed class StartupTaskTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static TheoryData<Exception> Passing =>
        [new TimeoutException("late"), new LedgerBusyException("full"), new NpgsqlException("away")];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_could_not_be_done_for_the_moment_is_done_again(Exception trouble)
    {
        using var seed = new Seed(attempt => attempt == 1 ? throw trouble : Task.CompletedTask);
        await seed.StartAsync(TestContext.Current.CancellationToken);
        await seed.ExecuteTask!.WaitAsync(Bound, TestContext.Current.CancellationToken);
        seed.Attempts.ShouldBe(2);
    }

    [Fact]
    public async Task A_silo_has_open_tasks_until_the_last_one_is_done()
    {
        var (open, done) = (new OpenTasks(), new TaskCompletionSource());
        using var quick = new Seed(_ => Task.CompletedTask, open);
        using var slow = new Seed(_ => done.Task, open);
        await quick.StartAsync(TestContext.Current.CancellationToken);
        await slow.StartAsync(TestContext.Current.CancellationToken);
        await quick.ExecuteTask!.WaitAsync(Bound, TestContext.Current.CancellationToken);
        open.Any.ShouldBeTrue();
        done.SetResult();
        await slow.ExecuteTask!.WaitAsync(Bound, TestContext.Current.CancellationToken);
        open.Any.ShouldBeFalse();
    }

    [Fact]
    public async Task A_bug_is_not_tried_again()
    {
        using var seed = new Seed(_ => throw new InvalidOperationException("a bug"));
        await seed.StartAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidOperationException>(
            seed.ExecuteTask!.WaitAsync(Bound, TestContext.Current.CancellationToken)
        );
        seed.Attempts.ShouldBe(1);
    }

    private sealed class Seed(Func<int, Task> work, OpenTasks? open = null)
        : StartupTask("a test", open ?? new(), TimeProvider.System, NullLogger.Instance)
    {
        public int Attempts { get; private set; }

        protected override Task RunOnceAsync() => work(++Attempts);
    }
}
