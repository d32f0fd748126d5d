using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// The tables of campaigns and of their group-buy terms. Only the campaign's own grain changes a campaign, under its epoch, each
/// change with its audit row. A change of what the shards may decide raises their fencing epochs too: their memory is then worthless
/// at once.
/// </summary>
public sealed class CampaignTable(LedgerDatabase database, TimeProvider time)
{
    private static readonly RowColumns<Draft> DraftColumns = new(
        ("id", d => d.Id.Value),
        ("epoch", _ => 1L),
        ("status", _ => (int)CampaignStatus.Draft),
        ("product_id", d => d.Terms.ProductId),
        ("title", d => d.Terms.Title),
        ("list_price_fen", d => d.Terms.ListPriceFen),
        ("sale_price_fen", d => d.Terms.SalePriceFen),
        ("stock", d => d.Terms.Stock),
        ("starts_at", d => d.Terms.StartsAt),
        ("ends_at", d => d.Terms.EndsAt),
        ("limit_per_customer", d => d.Terms.LimitPerCustomer),
        ("limit_per_order", d => d.Terms.LimitPerOrder),
        ("pay_within_ms", d => (long)d.Terms.PayWithin.TotalMilliseconds),
        ("shards", d => d.Terms.Shards),
        ("created_at", d => d.Now),
        ("kind", d => (int)(d.Terms.Group is null ? CampaignKind.FlashSale : CampaignKind.GroupBuy))
    );

    // No row for an unknown product.
    private static readonly string InsertDraft = $"""
        INSERT INTO campaigns ({DraftColumns.Names}) SELECT {DraftColumns.Parameters} FROM products p WHERE p.id = @product_id
        """;

    /// <summary>Takes the campaign over. Null when there is no such campaign.</summary>
    public Task<OwnedCampaign?> TakeAsync(CampaignId campaign, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                var epoch = await session
                    .Sql("UPDATE campaigns SET epoch = epoch + 1 WHERE id = @id RETURNING epoch")
                    .With("id", campaign.Value)
                    .FirstAsync(r => r.Long(0));
                return epoch == 0 ? null : await ReadAsync(session, campaign, epoch);
            },
            ct
        );

    /// <summary>Writes a draft; null when the product (or that of the reward) is unknown.</summary>
    public Task<OwnedCampaign?> CreateAsync(
        CampaignId campaign,
        CampaignTerms terms,
        string staff,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                if (terms.Group?.RewardProductId is { } reward && !await IsProductAsync(session, reward))
                    return null;
                if (await AddDraftAsync(session, campaign, terms) == 0)
                    return null;
                if (terms.Group is { } group)
                    await AddGroupAsync(session, campaign, group);
                var detail = terms.Group is null ? terms.ToString() : $"{LadderText.Of(terms.Group.Ladder)} {terms}";
                var action = Action("flash-sale.create", terms);
                await AuditTable.AddAsync(session, time, staff, action, campaign.ToString(), detail);
                return await ReadAsync(session, campaign, epoch: 1);
            },
            ct
        );

    /// <summary>Publishes: the stock is divided among the shards, as evenly as it goes.</summary>
    public Task<OwnedCampaign?> PublishAsync(
        CampaignId campaign,
        long epoch,
        CampaignTerms terms,
        string staff,
        CancellationToken ct
    ) =>
        ChangeAsync(
            campaign,
            epoch,
            new(CampaignStatus.Published, staff, "flash-sale.publish"),
            session => StockTable.AllotAsync(session, campaign, Divide(terms.Stock, terms.Shards)),
            ct
        );

    /// <summary>
    /// Moves the campaign to a status and raises its shards' fencing epochs, in one commit. Null: another activation owns the campaign.
    /// </summary>
    public Task<OwnedCampaign?> MoveAsync(
        CampaignId campaign,
        long epoch,
        CampaignStatus to,
        string staff,
        string action,
        CancellationToken ct
    ) =>
        ChangeAsync(
            campaign,
            epoch,
            new(to, staff, action),
            session => StockTable.RaiseEpochsAsync(session, campaign),
            ct
        );

    /// <summary>Adds a delta to the stock, spread over the shards; below zero it takes free units only.</summary>
    /// <exception cref="LedgerRefusedException">Fewer units are free than the delta takes away.</exception>
    public Task<OwnedCampaign?> RestockAsync(
        CampaignId campaign,
        long epoch,
        CampaignStatus status,
        long delta,
        string staff,
        CancellationToken ct
    ) =>
        ChangeAsync(
            campaign,
            epoch,
            new(status, staff, "flash-sale.restock", $"delta {delta}"),
            async session =>
            {
                var shards = await StockTable.RaiseEpochsAsync(session, campaign);
                var changes =
                    Spread(shards, delta)
                    ?? throw new LedgerRefusedException("Fewer units are free than the delta takes away.");
                for (var i = 0; i < shards.Length; i++)
                    await StockTable.AddAsync(session, new(campaign, shards[i].Shard), changes[i]);
                await session
                    .Sql("UPDATE campaigns SET stock = stock + @delta WHERE id = @id")
                    .With("delta", delta)
                    .With("id", campaign.Value)
                    .ExecuteAsync();
            },
            ct
        );

    /// <summary>Counts that a group-buy campaign was looked at.</summary>
    public static Task<int> AddViewsAsync(LedgerSession session, CampaignId campaign, long times) =>
        session
            .Sql("UPDATE group_terms SET views = views + @times WHERE campaign_id = @campaign")
            .With("times", times)
            .With("campaign", campaign.Value)
            .ExecuteAsync();

    private readonly record struct Draft(CampaignId Id, CampaignTerms Terms, DateTimeOffset Now);

    private Task<int> AddDraftAsync(LedgerSession session, CampaignId campaign, CampaignTerms terms) =>
        DraftColumns.Bind(session.Sql(InsertDraft), new(campaign, terms, time.GetUtcNow())).ExecuteAsync();

    private static Task<int> AddGroupAsync(LedgerSession session, CampaignId campaign, GroupTerms group) =>
        session
            .Sql(
                """
                INSERT INTO group_terms (campaign_id, ladder, open_for_ms, virtual_percent, new_customers_only, reward_product_id)
                VALUES (@campaign, @ladder, @openFor, @virtual, @newOnly, @reward)
                """
            )
            .With("campaign", campaign.Value)
            .With("ladder", LadderText.Of(group.Ladder))
            .With("openFor", (long)group.OpenFor.TotalMilliseconds)
            .With("virtual", group.VirtualPercent)
            .With("newOnly", group.NewCustomersOnly ? 1 : 0)
            .With("reward", group.RewardProductId)
            .ExecuteAsync();

    private static async Task<bool> IsProductAsync(LedgerSession session, Guid product) =>
        await session.Sql("SELECT 1 FROM products WHERE id = @id").With("id", product).FirstAsync(r => r.Int(0)) == 1;

    // The same verbs work both kinds; the audit says which kind it was.
    private static string Action(string ofFlashSale, CampaignTerms terms) =>
        terms.Group is null ? ofFlashSale : $"group-buy{ofFlashSale["flash-sale".Length..]}";

    private Task<OwnedCampaign?> ChangeAsync(
        CampaignId campaign,
        long epoch,
        StaffChange staffChange,
        Func<LedgerSession, Task> write,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                var owned = await session
                    .Sql("UPDATE campaigns SET status = @status WHERE id = @id AND epoch = @epoch")
                    .With("status", (int)staffChange.To)
                    .With("id", campaign.Value)
                    .With("epoch", epoch)
                    .ExecuteAsync();
                if (owned == 0)
                    return null;
                await write(session);
                var changed = await ReadAsync(session, campaign, epoch);
                var action = Action(staffChange.Action, changed!.View.Terms);
                await AuditTable.AddAsync(
                    session,
                    time,
                    staffChange.Staff,
                    action,
                    campaign.ToString(),
                    staffChange.Detail
                );
                return changed;
            },
            ct
        );

    private static async Task<OwnedCampaign?> ReadAsync(LedgerSession session, CampaignId campaign, long epoch)
    {
        var view = await CampaignQueries.FindAsync(session, campaign);
        return new(epoch, view!, await StockTable.ReadShardsAsync(session, campaign));
    }

    private static long[]? Spread(ImmutableArray<ShardStock> shards, long delta)
    {
        if (delta >= 0)
            return [.. Divide(delta, shards.Length)];
        var left = -delta;
        var changes = new long[shards.Length];
        for (var i = 0; i < shards.Length && left > 0; i++)
        {
            var taken = Math.Min(left, shards[i].Allotted - shards[i].Held - shards[i].Confirmed);
            changes[i] = -taken;
            left -= taken;
        }
        return left == 0 ? changes : null;
    }

    private static ImmutableArray<long> Divide(long units, int shards) =>
        [.. Enumerable.Range(0, shards).Select(i => units / shards + (i < units % shards ? 1 : 0))];

    /// <param name="Action">The action's name in the audit, as of a flash sale.</param>
    private readonly record struct StaffChange(CampaignStatus To, string Staff, string Action, string Detail = "");
}

/// <summary>A campaign under its owner's epoch.</summary>
public sealed record OwnedCampaign(long Epoch, CampaignView View, ImmutableArray<ShardStock> Shards);
