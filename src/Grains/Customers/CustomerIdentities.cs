using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Customers;

/// <summary>Who a customer is to WeChat. An openid is sealed at rest and found by its blind index; it never goes into a log or an answer.</summary>
public sealed class CustomerIdentities(LedgerDatabase ledger, Sealer sealer, TimeProvider time)
{
    private const string Table = "customers";
    private const string Column = "openid_sealed";

    // One transaction of 100 x 2 short statements: far below the 3 s of a command, on a slow machine too.
    private const int Page = 100;

    // How long another silo's page takes, about.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The customer's openid; null for an unknown customer.</summary>
    public async Task<string?> OpenIdAsync(CustomerId customer, CancellationToken ct) =>
        await ledger.ReadAsync(
            session =>
                session
                    .Sql("SELECT openid_sealed FROM customers WHERE id = @id")
                    .With("id", customer.Value)
                    .FirstAsync(r => r.Text(0)),
            ct
        )
            is { } envelope
            ? sealer.Open(Place(customer), envelope)
            : null;

    /// <summary>The customer of an openid, made at the first login. Two first logins at once end as one customer.</summary>
    public async Task<CustomerId> EnterAsync(string openId, CancellationToken ct)
    {
        var index = sealer.Index(Table, "openid", openId);
        if (await FindAsync(index, ct) is { } known)
            return known;
        var fresh = CustomerId.New(time);
        await ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO customers (id, openid_index, openid_sealed, created_at) VALUES (@id, @index, @sealed, @now) ON CONFLICT (openid_index) DO NOTHING
                        """
                    )
                    .With("id", fresh.Value)
                    .With("index", index)
                    .With("sealed", sealer.Seal(Place(fresh), openId))
                    .With("now", time.GetUtcNow())
                    .ExecuteAsync(),
            ct
        );
        return (await FindAsync(index, ct))!.Value;
    }

    /// <summary>
    /// Seals the customers of before, page by page; then nothing of them is left on the disk either. Answers how many. Several silos
    /// share the work: each takes rows that no other one is at, and none goes on before all are done.
    /// </summary>
    public async Task<int> SealPlainAsync(CancellationToken ct)
    {
        var sealedNow = 0;
        while (await IsAnyPlainAsync(ct))
        {
            var some = await SealPageAsync(ct);
            sealedNow += some;
            if (some == 0)
                await Task.Delay(Pause, time, ct);
        }
        // No silo of this version writes into it, so what is empty stays empty.
        if (sealedNow > 0)
            await ledger.EraseEmptiedAsync("plain_customers", ct);
        return sealedNow;
    }

    private Task<bool> IsAnyPlainAsync(CancellationToken ct) =>
        ledger.ReadAsync(session => session.Sql("SELECT 1 FROM plain_customers LIMIT 1").FirstAsync(_ => true), ct);

    private Task<int> SealPageAsync(CancellationToken ct) =>
        ledger.WriteAsync(
            async session =>
            {
                var plain = await session
                    .Sql(
                        $"SELECT id, openid, created_at FROM plain_customers ORDER BY id LIMIT @page {session.SkipLocked}"
                    )
                    .With("page", Page)
                    .ListAsync(r => (Id: new CustomerId(r.Id(0)), OpenId: r.Text(1), CreatedAt: r.Time(2)));
                foreach (var (id, openId, createdAt) in plain)
                {
                    await session
                        .Sql(
                            "INSERT INTO customers (id, openid_index, openid_sealed, created_at) VALUES (@id, @index, @sealed, @created)"
                        )
                        .With("id", id.Value)
                        .With("index", sealer.Index(Table, "openid", openId))
                        .With("sealed", sealer.Seal(Place(id), openId))
                        .With("created", createdAt)
                        .ExecuteAsync();
                    await session.Sql("DELETE FROM plain_customers WHERE id = @id").With("id", id.Value).ExecuteAsync();
                }
                return plain.Length;
            },
            ct
        );

    private Task<CustomerId?> FindAsync(Guid index, CancellationToken ct) =>
        ledger.ReadAsync(
            session =>
                session
                    .Sql("SELECT id FROM customers WHERE openid_index = @index")
                    .With("index", index)
                    .FirstAsync(r => (CustomerId?)new CustomerId(r.Id(0))),
            ct
        );

    private static SealedPlace Place(CustomerId customer) => new(Table, Column, customer.Value);
}
