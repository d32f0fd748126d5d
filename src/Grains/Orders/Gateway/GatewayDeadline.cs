using FuelGrains.Grains.Orders.Payments;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Orders.Gateway;

/// <summary>The time that one grain call may spend at the gateway, over all the requests that it makes there.</summary>
public sealed class GatewayDeadline(IOptions<PaymentOptions> options, TimeProvider time)
{
    /// <summary>
    /// Sends a request unless the deadline has passed. A request that outlasts the deadline is answered <paramref
    /// name="unknown"/>.
    /// </summary>
    public static async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> request,
        T unknown,
        CancellationToken deadline
    )
    {
        try
        {
            return deadline.IsCancellationRequested ? unknown : await request(deadline);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return unknown;
        }
    }

    /// <summary>Runs a grain call under a deadline of its own.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var deadline = new CancellationTokenSource(options.Value.GatewayDeadline, time);
        return await work(deadline.Token);
    }

    /// <inheritdoc cref="RunAsync{T}"/>
    public Task RunAsync(Func<CancellationToken, Task> work) =>
        RunAsync(async ct =>
        {
            await work(ct);
            return true;
        });

    /// <summary>Sends a request that may take half of the whole time, so that another one still fits behind it.</summary>
    public async Task<T> CallWithinHalfAsync<T>(
        Func<CancellationToken, Task<T>> request,
        T unknown,
        CancellationToken deadline
    )
    {
        using var half = new CancellationTokenSource(options.Value.GatewayDeadline / 2, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(half.Token, deadline);
        return await CallAsync(request, unknown, either.Token);
    }
}
