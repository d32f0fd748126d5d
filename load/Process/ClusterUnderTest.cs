namespace FuelGrains.Load.Process;

/// <summary>A front, and the silos beside it as processes of their own; none when the front hosts its own silo.</summary>
internal sealed class ClusterUnderTest(ProductUnderTest front, IReadOnlyList<ProductUnderTest> silos) : IAsyncDisposable
{
    public ProductUnderTest Front => front;
    public IReadOnlyList<ProductUnderTest> Silos => silos;

    /// <summary>The front goes first: it would look for its silos.</summary>
    public async ValueTask DisposeAsync()
    {
        await front.DisposeAsync();
        foreach (var silo in silos)
            await silo.DisposeAsync();
    }
}
