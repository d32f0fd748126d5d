using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Counts the grain calls that leave a front, by grain interface, and loses those that a test wants lost.</summary>
public sealed class GrainCalls : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, long> _sent = new();
    private volatile string? _lost;

    public long To<TGrain>()
        where TGrain : IAddressable => _sent.GetValueOrDefault(typeof(TGrain).Name);

    /// <summary>Loses every call of a method until disposed.</summary>
    public IDisposable Lose<TGrain>(string method)
        where TGrain : IAddressable
    {
        _lost = $"{typeof(TGrain).Name}.{method}";
        return new Found(this);
    }

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var grain = context.InterfaceMethod.DeclaringType!.Name;
        _sent.AddOrUpdate(grain, 1, static (_, count) => count + 1);
        return _lost is { } lost && lost == $"{grain}.{context.InterfaceMethod.Name}"
            ? throw new TimeoutException("A test loses this call.")
            : context.Invoke();
    }

    private sealed class Found(GrainCalls calls) : IDisposable
    {
        public void Dispose() => calls._lost = null;
    }
}
