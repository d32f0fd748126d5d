using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Customers;

/// <summary>Who a customer is to WeChat. An openid is sealed at rest and found by its blind index; it never goes into a log or an answer.</summary>
public sealed class CustomerIdentities(LedgerDatabase ledger, Sealer sealer, TimeProvider time)
{
    private const string Table = "customers";
    private const string Column = "openid_sealed";
    // One transaction of some 500 x 2 short statements: well below the 3 s of a command, and locks are short.
    private const int Page = 500;

    /// <summary>The customer's openid; null for an unknown customer.</summary>
    public async Task<string?> OpenIdAsync(CustomerId customer, CancellationToken ct) =>
        await ledger.ReadAsync(session => session.Sql("SELECT openid_sealed FROM customers WHERE id = @id")
            .With("id", customer.Value).FirstAsync(r => r.Text(0)), ct) is { } envelope
            ? sealer.Open(Place(customer), envelope)
            : null;

    /// <summary>The customer of an openid, made at the first login. Two first logins at once end as one customer.</summary>
    public async Task<CustomerId> EnterAsync(string openId, CancellationToken ct)
    {
        var index = sealer.Index(Table, "openid", openId);
        if (await FindAsync(index, ct) is { } known) return known;
        var fresh = CustomerId.New(time);
        await ledger.WriteAsync(session => session.Sql("""
            INSERT INTO customers (id, openid_index, openid_sealed, created_at) VALUES (@id, @index, @sealed, @now) ON CONFLICT (openid_index) DO NOTHING
            """)
            .With("id", fresh.Value).With("index", index).With("sealed", sealer.Seal(Place(fresh), openId)).With("now", time.GetUtcNow())
            .ExecuteAsync(), ct);
        return (await FindAsync(index, ct))!.Value;
    }

    /// <summary>
    /// Seals the customers of before, page by page; then nothing of them is left on the disk either. Answers how many. Several silos
    /// may do this together: a row that another one moved first is left alone.
    /// </summary>
    public async Task<int> SealPlainAsync(CancellationToken ct)
    {
        var sealedNow = 0;
        while (await SealPageAsync(ct) is > 0 and var some) sealedNow += some;
        // No silo of this version writes into it, so what is empty stays empty.
        if (sealedNow > 0) await ledger.EraseEmptiedAsync("plain_customers", ct);
        return sealedNow;
    }

    private async Task<int> SealPageAsync(CancellationToken ct)
    {
        var plain = await ledger.ReadAsync(session => session.Sql("SELECT id, openid, created_at FROM plain_customers ORDER BY id LIMIT @page")
            .With("page", Page).ListAsync(r => (Id: new CustomerId(r.Id(0)), OpenId: r.Text(1), CreatedAt: r.Time(2))), ct);
        if (plain.Length == 0) return 0;
        return await ledger.WriteAsync(async session =>
        {
            foreach (var (id, openId, createdAt) in plain)
            {
                await session.Sql("""
                    INSERT INTO customers (id, openid_index, openid_sealed, created_at) VALUES (@id, @index, @sealed, @created) ON CONFLICT (id) DO NOTHING
                    """)
                    .With("id", id.Value).With("index", sealer.Index(Table, "openid", openId)).With("sealed", sealer.Seal(Place(id), openId))
                    .With("created", createdAt).ExecuteAsync();
                await session.Sql("DELETE FROM plain_customers WHERE id = @id").With("id", id.Value).ExecuteAsync();
            }
            return plain.Length;
        }, ct);
    }

    private Task<CustomerId?> FindAsync(Guid index, CancellationToken ct) =>
        ledger.ReadAsync(session => session.Sql("SELECT id FROM customers WHERE openid_index = @index")
            .With("index", index).FirstAsync(r => (CustomerId?)new CustomerId(r.Id(0))), ct);

    private static SealedPlace Place(CustomerId customer) => new(Table, Column, customer.Value);
}
