namespace FuelGrains.GrainInterfaces.Live;

/// <summary>The list of live web nodes, so that a committed batch reaches each node with one message.</summary>
[Alias("fuel.web-nodes")]
public interface IWebNodesGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or renews a node; nodes renew every two seconds.</summary>
    [Alias("join")]
    Task<NodeAttachment> AttachAsync(IWebNode node);

    /// <summary>Lists the live nodes; silos refresh their list every second.</summary>
    [Alias("list")]
    Task<ImmutableArray<IWebNode>> ListAsync();
}

/// <param name="List">Changes when the list had to start anew.</param>
/// <param name="WasKnown">False: the node is new, or it renewed so late that silos forgot it and their commits went past it.</param>
[GenerateSerializer, Immutable, Alias("fuel.node-attachment")]
public readonly record struct NodeAttachment(Guid List, bool WasKnown);
