namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>
/// A shard's decision: either an answer to give at once, or a change that joined the open batch and is answered after its commit.
/// </summary>
/// <param name="Answer">The answer; without meaning while the decision is pending.</param>
/// <param name="PendingSlot">Where the shard keeps the order (of a team's closing: the team) that changes; negative for an answer.</param>
public readonly record struct Decision<T>(T Answer, int PendingSlot)
    where T : struct
{
    /// <summary>True when a change joined the open batch: nothing may be answered before its commit.</summary>
    public bool IsPending => PendingSlot >= 0;
}

internal static class Decision
{
    public static Decision<T> Answered<T>(T answer)
        where T : struct => new(answer, -1);

    public static Decision<T> Pending<T>(int slot)
        where T : struct => new(default, slot);
}
