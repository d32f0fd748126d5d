namespace FuelGrains.Grains.Storage;

/// <summary>How a campaign's row is read, once for everyone.</summary>
internal static class CampaignRows
{
    private const string Columns = """
        s.id, s.status, s.product_id, s.title, s.list_price_fen, s.sale_price_fen, s.stock, s.starts_at, s.ends_at,
        s.limit_per_customer, s.limit_per_order, s.pay_within_ms, s.shards, g.ladder, g.open_for_ms, g.virtual_percent, g.new_customers_only,
        g.reward_product_id
        """;

    private const string From = "campaigns s LEFT JOIN group_terms g ON g.campaign_id = s.id";

    /// <summary>A campaign with its product's name and the sum of its shards.</summary>
    public const string SelectView = $"""
        SELECT {Columns}, p.name,
               coalesce((SELECT sum(c.held) FROM stock_shards c WHERE c.campaign_id = s.id), 0),
               coalesce((SELECT sum(c.confirmed) FROM stock_shards c WHERE c.campaign_id = s.id), 0),
               CASE WHEN s.kind = 0 THEN 0 ELSE (SELECT count(*) FROM teams t WHERE t.campaign_id = s.id AND t.status = 0) END,
               CASE WHEN s.kind = 0 THEN 0 ELSE (SELECT count(*) FROM teams t WHERE t.campaign_id = s.id AND t.status = 1) END
        FROM {From} JOIN products p ON p.id = s.product_id
        """;

    public static async Task<(CampaignTerms Terms, CampaignStatus Status)> FindAsync(
        LedgerSession session,
        CampaignId campaign
    ) =>
        await session
            .Sql($"SELECT {Columns} FROM {From} WHERE s.id = @id")
            .With("id", campaign.Value)
            .FirstAsync(r => (Terms(r), (CampaignStatus)r.Int(1)));

    public static CampaignView View(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Status = (CampaignStatus)r.Int(1),
            Terms = Terms(r),
            Stock = r.Long(6),
            ProductName = r.Text(18),
            Held = r.Sum(19),
            Confirmed = r.Sum(20),
            TeamsOpen = r.Sum(21),
            TeamsCompleted = r.Sum(22),
        };

    private static CampaignTerms Terms(LedgerRow r) =>
        new()
        {
            ProductId = r.Id(2),
            Title = r.Text(3),
            ListPriceFen = r.Long(4),
            SalePriceFen = r.Long(5),
            Stock = r.Long(6),
            StartsAt = r.Time(7),
            EndsAt = r.Time(8),
            LimitPerCustomer = r.Int(9),
            LimitPerOrder = r.Int(10),
            PayWithin = TimeSpan.FromMilliseconds(r.Long(11)),
            Shards = r.Int(12),
            Group = r.TextOrNull(13) is { } ladder ? Group(r, ladder) : null,
        };

    private static GroupTerms Group(LedgerRow r, string ladder) =>
        new()
        {
            Ladder = LadderText.Parse(ladder),
            OpenFor = TimeSpan.FromMilliseconds(r.Long(14)),
            VirtualPercent = r.Int(15),
            NewCustomersOnly = r.Int(16) == 1,
            RewardProductId = r.IdOrNull(17),
        };
}
