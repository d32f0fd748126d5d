using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers;

/// <summary>Keeps what a customer shows to others, and their tank; the only writer of its row.</summary>
public sealed class CustomerProfileGrain(LedgerDatabase ledger, TimeProvider time) : Grain, ICustomerProfileGrain
{
    /// <summary>Teams that are told of a change: somebody may be looking at the customer's newest ones.</summary>
    private const int TeamsTold = 20;

    public async Task<CustomerProfile> GetAsync() =>
        await ledger.ReadAsync(session =>
            session
                .Sql("SELECT nickname, avatar, consent, tank_litres FROM customer_profiles WHERE customer_id = @id")
                .With("id", this.GetPrimaryKey())
                .FirstAsync(r => new CustomerProfile(r.TextOrNull(0), r.TextOrNull(1), r.Int(2) == 1, r.IntOrNull(3)))
        ) ?? CustomerProfile.Nobody;

    public async Task<CustomerProfile> SetAsync(CustomerProfile profile)
    {
        // Withdrawn consent erases the name and picture that it was given for.
        var kept = profile.Consent ? profile : CustomerProfile.Nobody;
        await ledger.WriteAsync(session =>
            session
                .Sql(
                    """
                    INSERT INTO customer_profiles (customer_id, nickname, avatar, consent, updated_at)
                    VALUES (@id, @nickname, @avatar, @consent, @now)
                    ON CONFLICT (customer_id) DO UPDATE SET
                        nickname = excluded.nickname, avatar = excluded.avatar, consent = excluded.consent,
                        updated_at = excluded.updated_at
                    """
                )
                .With("id", this.GetPrimaryKey())
                .With("nickname", kept.Nickname)
                .With("avatar", kept.Avatar)
                .With("consent", kept.Consent ? 1 : 0)
                .With("now", time.GetUtcNow())
                .ExecuteAsync()
        );
        foreach (var team in await TeamsAsync())
            await GrainFactory.GetGrain<ITeamGrain>(team).FacesChangedAsync();
        return await GetAsync();
    }

    public async Task<CustomerProfile> SetTankAsync(int? litres)
    {
        await ledger.WriteAsync(session =>
            session
                .Sql(
                    """
                    INSERT INTO customer_profiles (customer_id, consent, tank_litres, updated_at) VALUES (@id, 0, @tank, @now)
                    ON CONFLICT (customer_id) DO UPDATE SET tank_litres = excluded.tank_litres, updated_at = excluded.updated_at
                    """
                )
                .With("id", this.GetPrimaryKey())
                .With("tank", litres)
                .With("now", time.GetUtcNow())
                .ExecuteAsync()
        );
        return await GetAsync();
    }

    private Task<ImmutableArray<Guid>> TeamsAsync() =>
        ledger.ReadAsync(session =>
            session
                .Sql(
                    """
                    SELECT team_id FROM orders WHERE customer_id = @id AND team_id IS NOT NULL AND seat > 0 ORDER BY id DESC LIMIT @limit
                    """
                )
                .With("id", this.GetPrimaryKey())
                .With("limit", TeamsTold)
                .ListAsync(r => r.Id(0))
        );
}
