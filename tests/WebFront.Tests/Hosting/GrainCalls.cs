using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Counts the grain calls that leave a front, by grain interface.</summary>
public sealed class GrainCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, long> _sent = new();

    public long To<TGrain>()
        where TGrain : IAddressable => _sent.GetValueOrDefault(typeof(TGrain).Name);

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        _sent.AddOrUpdate(context.InterfaceMethod.DeclaringType!.Name, 1, static (_, count) => count + 1);
        return context.Invoke();
    }
}
