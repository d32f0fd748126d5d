using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Waits for another thread by polling in real time.</summary>
internal static class Until
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public static Task IsTrueAsync(Func<bool> ask) => IsTrueAsync(() => Task.FromResult(ask()));

    /// <param name="within">How long the answer may take; 10 s by default.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> ask, TimeSpan? within = null)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await ask())
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(within ?? Usual);
            await Task.Delay(Interval, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
