namespace FuelGrains.Load.Workloads;

/// <summary>Logs a run's customers in, a bounded number at a time.</summary>
internal static class Logins
{
    /// <summary>So many logins keep two cores busy, and stay below the product's login queue.</summary>
    private const int AtOnce = 64;
    private const int Attempts = 20;
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(250);

    public static async Task<Customer[]> LoginAsync(
        PhoneClient client,
        int size,
        string run,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var customers = new Customer[size];
        var started = time.GetTimestamp();
        await Progress.ForEachAsync(
            [.. Enumerable.Range(0, size)],
            AtOnce,
            done => $"  logged in {done:N0} of {size:N0}",
            async (i, cancel) => customers[i] = await OneAsync(client, $"u-load-{run}-{i}", time, cancel),
            time,
            stop
        );
        Console.WriteLine($"{size:N0} customers logged in after {time.GetElapsedTime(started).TotalSeconds:0.0} s");
        return customers;
    }

    private static async Task<Customer> OneAsync(
        PhoneClient client,
        string code,
        TimeProvider time,
        CancellationToken stop
    )
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await client.LoginAsync(code, stop) is { } customer)
                return customer;
            await Task.Delay(BackOff * attempt, time, stop);
        }
        throw new CannotRunException(
            "The product keeps refusing logins: raise the login limits it runs with (load/README.md names them)."
        );
    }
}
