using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders;

/// <summary>An order of goods as its customer and staff see it, read from the shard's row.</summary>
internal sealed record GoodsOrder(OrderView Order, DateTimeOffset? PaidAt, DateTimeOffset? FulfilledAt)
{
    private const string Select = """
        SELECT o.id, o.campaign_id, o.shard, o.customer_id, s.title, o.quantity, o.amount_fen, o.status, o.cause,
            o.created_at, o.pay_by, o.closed_at, o.team_id, o.paid_at, o.fulfilled_at
        FROM orders o JOIN campaigns s ON s.id = o.campaign_id
        """;

    private static GoodsOrder Read(LedgerRow r) =>
        new(
            new()
            {
                Id = new(r.Id(0)),
                Campaign = new(r.Id(1)),
                Shard = r.Int(2),
                Customer = new(r.Id(3)),
                Title = r.Text(4),
                Quantity = r.Int(5),
                AmountFen = r.Long(6),
                Status = (OrderStatus)r.Int(7),
                Cause = (CloseCause)r.Int(8),
                CreatedAt = r.Time(9),
                PayBy = r.Time(10),
                ClosedAt = r.TimeOrNull(11),
                Team = r.IdOrNull(12) is { } team ? new(team) : null,
            },
            r.TimeOrNull(13),
            r.TimeOrNull(14)
        );

    public static Task<GoodsOrder?> FindAsync(LedgerSession session, OrderId order) =>
        session.Sql($"{Select} WHERE o.id = @id").With("id", order.Value).FirstAsync(Read);

    public static Task<bool> IsOfAsync(LedgerSession session, OrderId order, CustomerId customer) =>
        session
            .Sql("SELECT 1 FROM orders WHERE id = @id AND customer_id = @customer")
            .With("id", order.Value)
            .With("customer", customer.Value)
            .FirstAsync(_ => true);

    public static Task<bool> HasOrderedAsync(LedgerSession session, CampaignId campaign, CustomerId customer) =>
        session
            .Sql("SELECT 1 FROM orders WHERE campaign_id = @campaign AND customer_id = @customer LIMIT 1")
            .With("campaign", campaign.Value)
            .With("customer", customer.Value)
            .FirstAsync(_ => true);

    public static Task<ImmutableArray<GoodsOrder>> ListAsync(
        LedgerSession session,
        CustomerId customer,
        OrderId? before,
        int limit
    )
    {
        var older = before is null ? "" : "AND o.id < @before";
        return session
            .Sql($"{Select} WHERE o.customer_id = @customer {older} ORDER BY o.id DESC LIMIT @limit")
            .With("customer", customer.Value)
            .WithUnlessNull("before", before?.Value)
            .With("limit", limit)
            .ListAsync(Read);
    }
}
