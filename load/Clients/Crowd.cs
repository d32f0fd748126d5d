using System.Globalization;
using FuelGrains.Load.Reports;

namespace FuelGrains.Load.Clients;

/// <summary>Logs a run's customers in, a bounded number at a time.</summary>
internal static class Crowd
{
    /// <summary>Logins are no part of the burst: enough to keep two cores busy, few enough to stay under the login queue.</summary>
    private const int AtOnce = 64;
    private const int Attempts = 20;
    private static readonly TimeSpan BackOff = TimeSpan.FromMilliseconds(250);

    public static async Task<Customer[]> LoginAsync(
        CustomerClient client,
        int size,
        string run,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var customers = new Customer[size];
        var done = 0;
        var started = time.GetTimestamp();
        await using (
            Progress.Show(
                () =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  logged in {Volatile.Read(ref done):N0} of {size:N0}"
                    ),
                time
            )
        )
        {
            var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
            await Parallel.ForAsync(
                0,
                size,
                limits,
                async (i, cancel) =>
                {
                    customers[i] = await OneAsync(client, $"u-load-{run}-{i}", time, cancel);
                    Interlocked.Increment(ref done);
                }
            );
        }
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{size:N0} customers logged in after {time.GetElapsedTime(started).TotalSeconds:0.0} s"
            )
        );
        return customers;
    }

    private static async Task<Customer> OneAsync(
        CustomerClient client,
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
