using Microsoft.AspNetCore.SignalR;

namespace FuelGrains.WebFront.Live;

/// <summary>Tells a subscriber in words that there is no answer now. A client repeats its call after a pause.</summary>
internal sealed class UnavailableFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext,
        Func<HubInvocationContext, ValueTask<object?>> next
    )
    {
        try
        {
            return await next(invocationContext);
        }
        catch (BusyException)
        {
            throw new HubException("More reads are waiting than the limit allows. Try again in a moment.");
        }
        catch (Exception away) when (away is TimeoutException or Orleans.Runtime.OrleansException)
        {
            throw new HubException("There is no answer now. Try again in a moment.");
        }
    }
}
