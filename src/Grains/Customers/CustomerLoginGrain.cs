using FuelGrains.Grains.Storage;
using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers;

/// <summary>Asks WeChat who a code belongs to and finds or makes that customer. Two first logins at once end as one customer.</summary>
[StatelessWorker, Reentrant]
public sealed class CustomerLoginGrain(IWeChatLogin weChat, LedgerDatabase ledger, TimeProvider time) : Grain, ICustomerLoginGrain
{
    public async Task<CustomerLoginReply> LoginAsync(string code)
    {
        var identity = await weChat.ExchangeAsync(code, CancellationToken.None);
        if (identity.OpenId is not { } openId) return new(identity.Outcome, default);
        return new(CustomerLoginOutcome.Done, await FindAsync(openId) ?? await AddAsync(openId));
    }

    private Task<CustomerId?> FindAsync(string openId) =>
        ledger.ReadAsync(session => session.Sql("SELECT id FROM customers WHERE openid = @openid")
            .With("openid", openId).FirstAsync(r => (CustomerId?)new CustomerId(r.Id(0))));

    private async Task<CustomerId> AddAsync(string openId)
    {
        var fresh = CustomerId.New(time);
        await ledger.WriteAsync(session => session.Sql("""
            INSERT INTO customers (id, openid, created_at) VALUES (@id, @openid, @now) ON CONFLICT (openid) DO NOTHING
            """)
            .With("id", fresh.Value).With("openid", openId).With("now", time.GetUtcNow()).ExecuteAsync());
        return (await FindAsync(openId))!.Value;
    }
}
