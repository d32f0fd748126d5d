using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>Keeps what a customer shows to others, and their tank; the only writer of its row.</summary>
public sealed class CustomerProfileGrain(LedgerDatabase ledger, TimeProvider time) : Grain, ICustomerProfileGrain
{
    /// <summary>Teams that are told of a change: somebody may be looking at the customer's newest ones.</summary>
    private const int TeamsTold = 20;

    private CustomerId Id => new(this.GetPrimaryKey());

    public async Task<CustomerProfile> GetAsync() =>
        await ledger.ReadAsync(session => CustomerProfileTable.FindAsync(session, Id)) ?? CustomerProfile.Nobody;

    public async Task<CustomerProfile> SetAsync(CustomerProfile profile)
    {
        // Withdrawn consent erases the name and picture that it was given for.
        var kept = profile.Consent ? profile : CustomerProfile.Nobody;
        await ledger.WriteAsync(session => CustomerProfileTable.SetShownAsync(session, Id, kept, time.GetUtcNow()));
        foreach (var team in await ledger.ReadAsync(session => TeamTable.OfCustomerAsync(session, Id, TeamsTold)))
            await GrainFactory.GetGrain<ITeamGrain>(team.Value).FacesChangedAsync();
        return await GetAsync();
    }

    public async Task<CustomerProfile> SetTankAsync(int? litres)
    {
        await ledger.WriteAsync(session => CustomerProfileTable.SetTankAsync(session, Id, litres, time.GetUtcNow()));
        return await GetAsync();
    }
}
