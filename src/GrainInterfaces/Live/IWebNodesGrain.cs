namespace FuelGrains.GrainInterfaces.Live;

/// <summary>The list of live web nodes, so that a committed batch reaches each node with one message.</summary>
[Alias("fuel.web-nodes")]
public interface IWebNodesGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or renews a node; nodes renew every two seconds. The returned id changes when the list had to start anew.</summary>
    [Alias("attach")]
    Task<Guid> AttachAsync(IWebNode node);

    /// <summary>Lists the live nodes; silos refresh their list every second.</summary>
    [Alias("list")]
    Task<ImmutableArray<IWebNode>> ListAsync();
}
