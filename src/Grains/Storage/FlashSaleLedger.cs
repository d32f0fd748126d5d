namespace FuelGrains.Grains.Storage;

/// <summary>
/// The rows of a flash sale, changed only by the sale's own grain behind its epoch, each change with its audit row.
/// Whatever changes what the shards may decide raises their epochs too: their memory is then worthless at once.
/// </summary>
public sealed class FlashSaleLedger(LedgerDatabase database, TimeProvider time)
{
    /// <summary>Takes the sale over. Null when there is no such sale.</summary>
    public Task<OwnedSale?> TakeAsync(SaleId sale, CancellationToken ct) =>
        database.WriteAsync(async session =>
        {
            var epoch = await session.Sql("UPDATE flash_sales SET epoch = epoch + 1 WHERE id = @id RETURNING epoch")
                .With("id", sale.Value).FirstAsync(r => r.Long(0));
            return epoch == 0 ? null : await ReadAsync(session, sale, epoch);
        }, ct);

    /// <summary>Writes a draft; null when the product is unknown.</summary>
    public Task<OwnedSale?> CreateAsync(SaleId sale, SaleTerms terms, string staff, CancellationToken ct) =>
        database.WriteAsync(async session =>
        {
            var written = await session.Sql("""
                INSERT INTO flash_sales (id, epoch, status, product_id, title, list_price_fen, sale_price_fen, stock, starts_at, ends_at,
                    limit_per_customer, limit_per_order, pay_within_ms, shards, created_at)
                SELECT @id, 1, 0, p.id, @title, @list, @price, @stock, @starts, @ends, @perCustomer, @perOrder, @payWithin, @shards, @now
                FROM products p WHERE p.id = @product
                """)
                .With("id", sale.Value).With("product", terms.ProductId).With("title", terms.Title)
                .With("list", terms.ListPriceFen).With("price", terms.SalePriceFen).With("stock", terms.Stock)
                .With("starts", terms.StartsAt).With("ends", terms.EndsAt)
                .With("perCustomer", terms.LimitPerCustomer).With("perOrder", terms.LimitPerOrder)
                .With("payWithin", (long)terms.PayWithin.TotalMilliseconds).With("shards", terms.Shards).With("now", time.GetUtcNow())
                .ExecuteAsync();
            if (written == 0) return null;
            await AuditRows.AddAsync(session, time, staff, "flash-sale.create", sale.ToString(), terms.ToString());
            return await ReadAsync(session, sale, epoch: 1);
        }, ct);

    /// <summary>Publishes: the stock is cut into shards, as even as it goes.</summary>
    public Task<OwnedSale?> PublishAsync(SaleId sale, long epoch, SaleTerms terms, string staff, CancellationToken ct) =>
        ChangeAsync(sale, epoch, SaleStatus.Published, staff, "flash-sale.publish", "", async session =>
        {
            for (var shard = 0; shard < terms.Shards; shard++)
                await session.Sql("""
                    INSERT INTO stock_shards (sale_id, shard, epoch, revision, allotted, held, confirmed)
                    VALUES (@sale, @shard, 1, 0, @allotted, 0, 0)
                    """)
                    .With("sale", sale.Value).With("shard", shard).With("allotted", Share(terms.Stock, terms.Shards, shard)).ExecuteAsync();
            return true;
        }, ct);

    /// <summary>Moves the sale to a status and fences its shards off, in one commit. Null: another activation owns the sale.</summary>
    public Task<OwnedSale?> MoveAsync(SaleId sale, long epoch, SaleStatus to, string staff, string action, CancellationToken ct) =>
        ChangeAsync(sale, epoch, to, staff, action, "", async session =>
        {
            await FenceShardsAsync(session, sale);
            return true;
        }, ct);

    /// <summary>Adds a delta to the stock, spread over the shards; below zero it takes free units only.</summary>
    /// <exception cref="LedgerRefusedException">Fewer units are free than the delta takes away.</exception>
    public Task<OwnedSale?> RestockAsync(SaleId sale, long epoch, SaleStatus status, long delta, string staff, CancellationToken ct) =>
        ChangeAsync(sale, epoch, status, staff, "flash-sale.restock", $"delta {delta}", async session =>
        {
            var shards = await FenceShardsAsync(session, sale);
            var changes = Spread(shards, delta) ?? throw new LedgerRefusedException("Fewer units are free than the delta takes away.");
            for (var i = 0; i < shards.Length; i++)
                await session.Sql("UPDATE stock_shards SET allotted = allotted + @delta, revision = revision + 1 WHERE sale_id = @sale AND shard = @shard")
                    .With("delta", changes[i]).With("sale", sale.Value).With("shard", shards[i].Shard).ExecuteAsync();
            await session.Sql("UPDATE flash_sales SET stock = stock + @delta WHERE id = @id")
                .With("delta", delta).With("id", sale.Value).ExecuteAsync();
            return true;
        }, ct);

    private Task<OwnedSale?> ChangeAsync(
        SaleId sale, long epoch, SaleStatus to, string staff, string action, string detail,
        Func<LedgerSession, Task<bool>> change, CancellationToken ct) =>
        database.WriteAsync(async session =>
        {
            var owned = await session.Sql("UPDATE flash_sales SET status = @status WHERE id = @id AND epoch = @epoch")
                .With("status", (int)to).With("id", sale.Value).With("epoch", epoch).ExecuteAsync();
            if (owned == 0) return null;
            await change(session);
            await AuditRows.AddAsync(session, time, staff, action, sale.ToString(), detail);
            return await ReadAsync(session, sale, epoch);
        }, ct);

    // One row after the other, in shard order, as every statement that locks several shards does: no deadlock.
    private static async Task<ImmutableArray<ShardStock>> FenceShardsAsync(LedgerSession session, SaleId sale)
    {
        var shards = await ReadShardsAsync(session, sale);
        foreach (var shard in shards)
            await session.Sql("UPDATE stock_shards SET epoch = epoch + 1 WHERE sale_id = @sale AND shard = @shard")
                .With("sale", sale.Value).With("shard", shard.Shard).ExecuteAsync();
        return await ReadShardsAsync(session, sale);
    }

    private static async Task<OwnedSale?> ReadAsync(LedgerSession session, SaleId sale, long epoch)
    {
        var view = await session.Sql($"{SaleRows.SelectView} WHERE s.id = @id").With("id", sale.Value).FirstAsync(SaleRows.View);
        return new(epoch, view!, await ReadShardsAsync(session, sale));
    }

    private static Task<ImmutableArray<ShardStock>> ReadShardsAsync(LedgerSession session, SaleId sale) =>
        session.Sql("SELECT shard, epoch, revision, allotted, held, confirmed FROM stock_shards WHERE sale_id = @id ORDER BY shard")
            .With("id", sale.Value)
            .ListAsync(r => new ShardStock(r.Int(0), r.Long(1), r.Long(2), r.Long(3), r.Long(4), r.Long(5)));

    private static long[]? Spread(ImmutableArray<ShardStock> shards, long delta)
    {
        if (delta >= 0) return [.. shards.Select((_, i) => Share(delta, shards.Length, i))];
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

/// <summary>A sale under its owner's epoch.</summary>
public sealed record OwnedSale(long Epoch, SaleView View, ImmutableArray<ShardStock> Shards);
