using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Customers;

/// <summary>
/// Maps customers to their openids at WeChat. An openid is sealed at rest and found by its blind index; no log and no answer shows it.
/// </summary>
public sealed class CustomerIdentities(LedgerDatabase ledger, Sealer sealer, TimeProvider time)
{
    private const string Table = "customers";
    private const string Column = "openid_sealed";

    // A page is one transaction of 100 x 2 short statements: far below the 3 s of a command, on a slow machine too.
    private const int Page = 100;

    // About the time that another silo needs for its page.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns the customer's openid; null for an unknown customer.</summary>
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

    /// <summary>
    /// Returns the customer of an openid and creates them at the first login. Two simultaneous first logins end as one customer.
    /// </summary>
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
                        INSERT INTO customers (id, openid_index, openid_sealed, created_at) VALUES (@id, @index, @sealed, @now)
                        ON CONFLICT (openid_index) DO NOTHING
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
    /// Seals the customers of earlier builds, page by page, then erases the plain rows from the disk. Returns the number sealed. Several
    /// silos share the work: each takes rows that no other silo holds, and none goes on before all rows are done.
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
        // No silo of this build writes into plain_customers, so the table stays empty.
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
