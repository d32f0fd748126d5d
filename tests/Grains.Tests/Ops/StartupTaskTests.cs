using FuelGrains.GrainInterfaces.Ops;
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
    public async Task A_bug_is_not_tried_again()
    {
        using var seed = new Seed(_ => throw new InvalidOperationException("a bug"));
        await seed.StartAsync(TestContext.Current.CancellationToken);
        await Should.ThrowAsync<InvalidOperationException>(
            seed.ExecuteTask!.WaitAsync(Bound, TestContext.Current.CancellationToken)
        );
        seed.Attempts.ShouldBe(1);
    }

    private sealed class Seed(Func<int, Task> work) : StartupTask("a test", TimeProvider.System, NullLogger.Instance)
    {
        public int Attempts { get; private set; }

        protected override Task RunOnceAsync() => work(++Attempts);
    }
}
