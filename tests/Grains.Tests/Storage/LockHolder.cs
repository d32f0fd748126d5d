using System.Runtime.CompilerServices;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>Turns this test program into a second process that takes a data directory, says how it went, and waits to be killed.</summary>
internal static class LockHolder
{
    public const string Variable = "FUELGRAINS_TEST_HOLD_DIRECTORY";
    public const string Holding = "holding";
    public const int Refused = 3;

    // Before Main, which the test platform generates.
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } directory)
            return;
        try
        {
            using var held = DataDirectoryLock.Take(directory);
            Console.WriteLine(Holding);
            Console.In.ReadToEnd(); // Ends when the test closes its side, or dies.
            Environment.Exit(0);
        }
        catch (DataDirectoryHeldException e)
        {
            Console.WriteLine(e.Message);
            Environment.Exit(Refused);
        }
    }
}
