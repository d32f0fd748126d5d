using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns.Teams;

/// <summary>What a team's changes promise beyond the ledger. A notice's subject names the order of whoever is told.</summary>
internal static class TeamNotices
{
    public const string Opened = "team-opened";
    public const string Joined = "team-joined";
    public const string OneLeft = "team-one-left";
    public const string Completed = "team-completed";
    public const string Failed = "team-failed";

    public static void Tell(ShardBatch batch, string news, OrderId order, DateTimeOffset at) =>
        Add(batch, OutboxKinds.Notice, $"{news}/{order}", order, at);

    public static void Fulfil(ShardBatch batch, OrderId order, DateTimeOffset at) => Add(batch, OutboxKinds.FulfilOrder, $"{order}", order, at);

    public static void Refund(ShardBatch batch, OrderId order, DateTimeOffset at) => Add(batch, OutboxKinds.RefundOrder, $"{order}", order, at);

    /// <summary>Whether this was the invited's first completed team is for the receiver to find out: other shards do not tell this one.</summary>
    public static void Reward(ShardBatch batch, CustomerId invited, OrderId order, DateTimeOffset at) =>
        Add(batch, OutboxKinds.IssueReward, $"reward/{invited}", order, at, $"{order}");

    private static void Add(ShardBatch batch, string kind, string subject, OrderId order, DateTimeOffset at, string body = "") =>
        batch.Effects.Add(new(order, Guid.CreateVersion7(at), kind, subject, at, body));
}
