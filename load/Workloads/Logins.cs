namespace FuelGrains.Load.Workloads;

/// <summary>Logs a run's customers in, a bounded number at a time.</summary>
internal static class Logins
{
    /// <summary>So many logins keep two cores busy, and stay below the product's login queue.</summary>
    private const int AtOnce = 64;

    /// <summary>A login may wait for half a minute.</summary>
    private static readonly RetryPolicy Retries = new(20);

    public static Task<Customer[]> LoginAsync(
        PhoneClient client,
        int size,
        string run,
        TimeProvider time,
        CancellationToken stop
    ) =>
        Progress.SelectAsync(
            [.. Enumerable.Range(0, size)],
            AtOnce,
            "customers logged in",
            async (i, cancel) =>
                await client.LoginAsync($"u-load-{run}-{i}", Retries, time, cancel)
                ?? throw new CannotRunException(
                    "The product keeps refusing logins: raise the login limits it runs with (load/README.md names them)."
                ),
            time,
            stop
        );
}
