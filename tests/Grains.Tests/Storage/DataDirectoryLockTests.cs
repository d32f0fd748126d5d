using System.Diagnostics;
using FuelGrains.Grains.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class DataDirectoryLockTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("fuelgrains-lock-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_directory_is_created_and_held_until_disposed()
    {
        var data = Path.Combine(_directory, "deep", "data");

        using (DataDirectoryLock.Take(data))
            Should.Throw<DataDirectoryHeldException>(() => DataDirectoryLock.Take(data));

        DataDirectoryLock.Take(data).Dispose();
    }

    [Fact]
    public void The_refusal_is_one_sentence_that_names_the_directory_and_the_holder()
    {
        using var held = DataDirectoryLock.Take(_directory);

        var refused = Should.Throw<DataDirectoryHeldException>(() => DataDirectoryLock.Take(_directory));

        refused.Message.ShouldContain($"'{_directory}'");
        refused.Message.ShouldContain($"pid {Environment.ProcessId}");
        refused.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task Another_process_is_refused_while_the_first_lives()
    {
        using var held = DataDirectoryLock.Take(_directory);
        using var other = Start();

        var answer = await other.StandardOutput.ReadToEndAsync(Ct);
        await other.WaitForExitAsync(Ct);

        answer.ShouldContain($"pid {Environment.ProcessId}");
        other.ExitCode.ShouldBe(LockHolder.Refused);
    }

    [Fact]
    public async Task A_killed_holder_lets_go()
    {
        using var other = Start();
        (await other.StandardOutput.ReadLineAsync(Ct)).ShouldBe(LockHolder.Holding);
        Should
            .Throw<DataDirectoryHeldException>(() => DataDirectoryLock.Take(_directory))
            .Message.ShouldContain($"pid {other.Id}");

        other.Kill(); // SIGKILL: no handler of the process runs.
        await other.WaitForExitAsync(Ct);

        DataDirectoryLock.Take(_directory).Dispose();
    }

    private Process Start()
    {
        // This test program, with a variable that makes it a holder instead (see LockHolder).
        var start = new ProcessStartInfo("dotnet", [typeof(LockHolder).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment[LockHolder.Variable] = _directory;
        return Process.Start(start)!;
    }
}
