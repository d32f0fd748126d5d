using FuelGrains.Grains.Campaigns;

namespace FuelGrains.Grains.Storage;

/// <summary>Reads a group-buy shard back: its teams, then its orders with their seats.</summary>
internal static class TeamShardRows
{
    public static async Task<bool> ReadAsync(LedgerSession session, StockShardKey key, IShardReader reader)
    {
        await session
            .Sql(
                """
                SELECT id, revision, status, leader_id, size, price_fen, opened_at, deadline FROM teams WHERE campaign_id = @campaign AND shard = @shard
                """
            )
            .With("campaign", key.Campaign.Value)
            .With("shard", key.Shard)
            .EachAsync(r =>
                reader.Team(
                    new(
                        new(r.Id(0)),
                        r.Long(1),
                        (TeamStatus)r.Int(2),
                        r.IdOrNull(3) is { } leader ? new(leader) : null,
                        r.Int(4),
                        r.Long(5),
                        r.Time(6),
                        r.Time(7)
                    )
                )
            );
        await session
            .Sql(
                """
                SELECT id, customer_id, key_hash, body_hash, quantity, status, cause, prepared, returned, pay_by, team_id, seat, amount_fen, invited_by, paid_at
                FROM orders WHERE campaign_id = @campaign AND shard = @shard
                """
            )
            .With("campaign", key.Campaign.Value)
            .With("shard", key.Shard)
            .EachAsync(r =>
                reader.Order(
                    new(
                        new(r.Id(0)),
                        new(r.Id(1)),
                        r.Id(2),
                        r.Long(3),
                        r.Int(4),
                        new OrderState((OrderStatus)r.Int(5), (CloseCause)r.Int(6), r.Int(7) == 1, r.Int(4), r.Int(8)),
                        r.Time(9),
                        new(
                            new(r.Id(10)),
                            r.Int(11),
                            r.Long(12),
                            r.IdOrNull(13) is { } inviter ? new(inviter) : null,
                            r.TimeOrNull(14)
                        )
                    )
                )
            );
        return true;
    }
}
