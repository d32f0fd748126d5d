namespace FuelGrains.GrainInterfaces.Live;

/// <summary>Knows which web nodes are alive, so that a committed batch reaches each of them with one message.</summary>
[Alias("fuel.web-nodes")]
public interface IWebNodesGrain : IGrainWithIntegerKey
{
    /// <summary>A node renews every two seconds. The answer changes when the list had to start anew.</summary>
    [Alias("attach")]
    Task<Guid> AttachAsync(IWebNode node);

    /// <summary>The nodes alive now; silos ask every second.</summary>
    [Alias("list")]
    Task<ImmutableArray<IWebNode>> ListAsync();
}
