using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>The two kinds of campaign, as the column <c>kind</c> has them.</summary>
internal enum CampaignKind
{
    FlashSale = 0,
    GroupBuy = 1,
}

/// <summary>Reads campaigns: their terms, and their view with the committed counts of their shards.</summary>
internal static class CampaignQueries
{
    private const string Columns = """
        s.id, s.status, s.product_id, s.title, s.list_price_fen, s.sale_price_fen, s.stock, s.starts_at, s.ends_at,
        s.limit_per_customer, s.limit_per_order, s.pay_within_ms, s.shards, g.ladder, g.open_for_ms, g.virtual_percent,
        g.new_customers_only, g.reward_product_id
        """;

    private const string From = "campaigns s LEFT JOIN group_terms g ON g.campaign_id = s.id";

    private static readonly string SelectView = $"""
        SELECT {Columns}, p.name,
               coalesce((SELECT sum(c.held) FROM stock_shards c WHERE c.campaign_id = s.id), 0),
               coalesce((SELECT sum(c.confirmed) FROM stock_shards c WHERE c.campaign_id = s.id), 0),
               CASE WHEN s.kind = {CampaignKind.FlashSale:D} THEN 0
                    ELSE (SELECT count(*) FROM teams t WHERE t.campaign_id = s.id AND t.status = {TeamStatus.Open:D}) END,
               CASE WHEN s.kind = {CampaignKind.FlashSale:D} THEN 0
                    ELSE (SELECT count(*) FROM teams t WHERE t.campaign_id = s.id AND t.status = {TeamStatus.Completed:D}) END
        FROM {From} JOIN products p ON p.id = s.product_id
        """;

    private static readonly string IsPublic = $"s.status <> {CampaignStatus.Draft:D}";

    public static Task<(CampaignTerms Terms, CampaignStatus Status)> TermsAsync(
        LedgerSession session,
        CampaignId campaign
    ) =>
        session
            .Sql($"SELECT {Columns} FROM {From} WHERE s.id = @id")
            .With("id", campaign.Value)
            .FirstAsync(r => (Terms(r), Status(r)));

    /// <summary>Any campaign, drafts too; null for unknown ids.</summary>
    public static Task<CampaignView?> FindAsync(LedgerSession session, CampaignId campaign) =>
        session.Sql($"{SelectView} WHERE s.id = @id").With("id", campaign.Value).FirstAsync(View);

    /// <summary>A published, paused or closed campaign; null for drafts and unknown ids alike.</summary>
    public static Task<CampaignView?> FindPublicAsync(LedgerSession session, CampaignId campaign) =>
        session.Sql($"{SelectView} WHERE s.id = @id AND {IsPublic}").With("id", campaign.Value).FirstAsync(View);

    /// <summary>The ids of the newest campaigns, drafts too.</summary>
    public static Task<ImmutableArray<Guid>> IdsAsync(LedgerSession session, int limit) =>
        session
            .Sql("SELECT id FROM campaigns ORDER BY id DESC LIMIT @limit")
            .With("limit", limit)
            .ListAsync(r => r.Id(0));

    /// <summary>Campaigns of a kind that customers may see, latest start first.</summary>
    public static Task<ImmutableArray<CampaignView>> ListPublicAsync(
        LedgerSession session,
        CampaignKind kind,
        int limit
    ) =>
        session
            .Sql($"{SelectView} WHERE s.kind = @kind AND {IsPublic} ORDER BY s.starts_at DESC, s.id DESC LIMIT @limit")
            .With("kind", (int)kind)
            .With("limit", limit)
            .ListAsync(View);

    /// <summary>Every campaign of a kind, drafts too, newest first.</summary>
    public static Task<ImmutableArray<CampaignView>> ListAllAsync(
        LedgerSession session,
        CampaignKind kind,
        int limit
    ) =>
        session
            .Sql($"{SelectView} WHERE s.kind = @kind ORDER BY s.id DESC LIMIT @limit")
            .With("kind", (int)kind)
            .With("limit", limit)
            .ListAsync(View);

    private static CampaignView View(LedgerRow r) =>
        new()
        {
            Id = new(r.Id(0)),
            Status = Status(r),
            Terms = Terms(r),
            Stock = r.Long(6),
            ProductName = r.Text(18),
            Held = r.Sum(19),
            Confirmed = r.Sum(20),
            TeamsOpen = r.Sum(21),
            TeamsCompleted = r.Sum(22),
        };

    private static CampaignStatus Status(LedgerRow r) => (CampaignStatus)r.Int(1);

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
