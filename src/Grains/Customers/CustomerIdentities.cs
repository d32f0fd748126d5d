using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;

namespace FuelGrains.Grains.Customers;

/// <summary>
/// Maps customers to their openids at WeChat. An openid is sealed at rest and found by its blind index; no log and no answer shows it.
/// </summary>
public sealed class CustomerIdentities(LedgerDatabase ledger, Sealer sealer, TimeProvider time)
{
    /// <summary>Returns the customer's openid; null for an unknown customer.</summary>
    public async Task<string?> OpenIdAsync(CustomerId customer, CancellationToken ct) =>
        await ledger.ReadAsync(session => CustomerTable.SealedOpenIdAsync(session, customer), ct) is { } envelope
            ? sealer.Open(Place(customer), envelope)
            : null;

    /// <summary>
    /// Returns the customer of an openid and creates them at the first login. Two simultaneous first logins end as one customer.
    /// </summary>
    public async Task<CustomerId> EnterAsync(string openId, CancellationToken ct)
    {
        var index = sealer.Index(CustomerTable.Name, "openid", openId);
        if (await FindAsync(index, ct) is { } known)
            return known;
        var id = CustomerId.New(time);
        var fresh = new NewCustomer(id, index, sealer.Seal(Place(id), openId), time.GetUtcNow());
        await ledger.WriteAsync(session => CustomerTable.InsertAsync(session, fresh), ct);
        return (await FindAsync(index, ct))!.Value;
    }

    private Task<CustomerId?> FindAsync(Guid index, CancellationToken ct) =>
        ledger.ReadAsync(session => CustomerTable.FindAsync(session, index), ct);

    private static SealedPlace Place(CustomerId customer) =>
        new(CustomerTable.Name, CustomerTable.SealedColumn, customer.Value);
}
