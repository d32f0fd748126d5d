namespace FuelGrains.Grains.Storage;

/// <summary>
/// The rows of a flash sale, changed only by the campaign's own grain behind its epoch, each change with its audit row.
/// Whatever changes what the shards may decide raises their epochs too: their memory is then worthless at once.
/// </summary>
public sealed class CampaignLedger(LedgerDatabase database, TimeProvider time)
{
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
                var written = await session
                    .Sql(
                        """
                        INSERT INTO campaigns (id, epoch, status, product_id, title, list_price_fen, sale_price_fen, stock, starts_at, ends_at,
                            limit_per_customer, limit_per_order, pay_within_ms, shards, created_at, kind)
                        SELECT @id, 1, 0, p.id, @title, @list, @price, @stock, @starts, @ends, @perCustomer, @perOrder, @payWithin, @shards, @now, @kind
                        FROM products p WHERE p.id = @product
                        """
                    )
                    .With("id", campaign.Value)
                    .With("product", terms.ProductId)
                    .With("title", terms.Title)
                    .With("list", terms.ListPriceFen)
                    .With("price", terms.SalePriceFen)
                    .With("stock", terms.Stock)
                    .With("starts", terms.StartsAt)
                    .With("ends", terms.EndsAt)
                    .With("perCustomer", terms.LimitPerCustomer)
                    .With("perOrder", terms.LimitPerOrder)
                    .With("payWithin", (long)terms.PayWithin.TotalMilliseconds)
                    .With("shards", terms.Shards)
                    .With("now", time.GetUtcNow())
                    .With("kind", terms.Group is null ? 0 : 1)
                    .ExecuteAsync();
                if (written == 0)
                    return null;
                if (terms.Group is { } group)
                    await AddGroupAsync(session, campaign, group);
                var detail = terms.Group is null ? terms.ToString() : $"{LadderText.Of(terms.Group.Ladder)} {terms}";
                await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    Action("flash-sale.create", terms),
                    campaign.ToString(),
                    detail
                );
                return await ReadAsync(session, campaign, epoch: 1);
            },
            ct
        );

    /// <summary>Publishes: the stock is cut into shards, as even as it goes.</summary>
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
            CampaignStatus.Published,
            staff,
            "flash-sale.publish",
            "",
            async session =>
            {
                for (var shard = 0; shard < terms.Shards; shard++)
                    await session
                        .Sql(
                            """
                            INSERT INTO stock_shards (campaign_id, shard, epoch, revision, allotted, held, confirmed)
                            VALUES (@campaign, @shard, 1, 0, @allotted, 0, 0)
                            """
                        )
                        .With("campaign", campaign.Value)
                        .With("shard", shard)
                        .With("allotted", Share(terms.Stock, terms.Shards, shard))
                        .ExecuteAsync();
                return true;
            },
            ct
        );

    /// <summary>Moves the campaign to a status and fences its shards off, in one commit. Null: another activation owns the campaign.</summary>
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
            to,
            staff,
            action,
            "",
            async session =>
            {
                await FenceShardsAsync(session, campaign);
                return true;
            },
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
            status,
            staff,
            "flash-sale.restock",
            $"delta {delta}",
            async session =>
            {
                var shards = await FenceShardsAsync(session, campaign);
                var changes =
                    Spread(shards, delta)
                    ?? throw new LedgerRefusedException("Fewer units are free than the delta takes away.");
                for (var i = 0; i < shards.Length; i++)
                    await session
                        .Sql(
                            "UPDATE stock_shards SET allotted = allotted + @delta, revision = revision + 1 WHERE campaign_id = @campaign AND shard = @shard"
                        )
                        .With("delta", changes[i])
                        .With("campaign", campaign.Value)
                        .With("shard", shards[i].Shard)
                        .ExecuteAsync();
                await session
                    .Sql("UPDATE campaigns SET stock = stock + @delta WHERE id = @id")
                    .With("delta", delta)
                    .With("id", campaign.Value)
                    .ExecuteAsync();
                return true;
            },
            ct
        );

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

    // Both kinds are worked by the same verbs; the audit says which kind it was.
    private static string Action(string ofFlashSale, CampaignTerms terms) =>
        terms.Group is null ? ofFlashSale : $"group-buy{ofFlashSale["flash-sale".Length..]}";

    private Task<OwnedCampaign?> ChangeAsync(
        CampaignId campaign,
        long epoch,
        CampaignStatus to,
        string staff,
        string action,
        string detail,
        Func<LedgerSession, Task<bool>> change,
        CancellationToken ct
    ) =>
        database.WriteAsync(
            async session =>
            {
                var owned = await session
                    .Sql("UPDATE campaigns SET status = @status WHERE id = @id AND epoch = @epoch")
                    .With("status", (int)to)
                    .With("id", campaign.Value)
                    .With("epoch", epoch)
                    .ExecuteAsync();
                if (owned == 0)
                    return null;
                await change(session);
                var changed = await ReadAsync(session, campaign, epoch);
                await AuditRows.AddAsync(
                    session,
                    time,
                    staff,
                    Action(action, changed!.View.Terms),
                    campaign.ToString(),
                    detail
                );
                return changed;
            },
            ct
        );

    // One row after the other, in shard order, as every statement that locks several shards does: no deadlock.
    private static async Task<ImmutableArray<ShardStock>> FenceShardsAsync(LedgerSession session, CampaignId campaign)
    {
        var shards = await ReadShardsAsync(session, campaign);
        foreach (var shard in shards)
            await session
                .Sql("UPDATE stock_shards SET epoch = epoch + 1 WHERE campaign_id = @campaign AND shard = @shard")
                .With("campaign", campaign.Value)
                .With("shard", shard.Shard)
                .ExecuteAsync();
        return await ReadShardsAsync(session, campaign);
    }

    private static async Task<OwnedCampaign?> ReadAsync(LedgerSession session, CampaignId campaign, long epoch)
    {
        var view = await session
            .Sql($"{CampaignRows.SelectView} WHERE s.id = @id")
            .With("id", campaign.Value)
            .FirstAsync(CampaignRows.View);
        return new(epoch, view!, await ReadShardsAsync(session, campaign));
    }

    private static Task<ImmutableArray<ShardStock>> ReadShardsAsync(LedgerSession session, CampaignId campaign) =>
        session
            .Sql(
                """
                SELECT c.shard, c.epoch, c.revision, c.allotted, c.held, c.confirmed,
                       (SELECT count(*) FROM teams t WHERE t.campaign_id = c.campaign_id AND t.shard = c.shard AND t.status = 0),
                       (SELECT count(*) FROM teams t WHERE t.campaign_id = c.campaign_id AND t.shard = c.shard AND t.status = 1)
                FROM stock_shards c WHERE c.campaign_id = @id ORDER BY c.shard
                """
            )
            .With("id", campaign.Value)
            .ListAsync(r => new ShardStock(
                r.Int(0),
                r.Long(1),
                r.Long(2),
                r.Long(3),
                r.Long(4),
                r.Long(5),
                r.Sum(6),
                r.Sum(7)
            ));

    private static long[]? Spread(ImmutableArray<ShardStock> shards, long delta)
    {
        if (delta >= 0)
            return [.. shards.Select((_, i) => Share(delta, shards.Length, i))];
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

    private static long Share(long units, int shards, int shard) => units / shards + (shard < units % shards ? 1 : 0);
}

/// <summary>A campaign under its owner's epoch.</summary>
public sealed record OwnedCampaign(long Epoch, CampaignView View, ImmutableArray<ShardStock> Shards);
