using Orleans.Concurrency;

namespace FuelGrains.Grains.Customers;

/// <summary>
/// Asks WeChat for the openid of a code and finds or creates its customer. Two simultaneous first logins end as one customer.
/// </summary>
[StatelessWorker, Reentrant]
public sealed class CustomerLoginGrain(IWeChatLogin weChat, CustomerIdentities identities) : Grain, ICustomerLoginGrain
{
    public async Task<CustomerLoginReply> LoginAsync(string code)
    {
        var identity = await weChat.ExchangeAsync(code, CancellationToken.None);
        return identity.OpenId is { } openId
            ? new(CustomerLoginOutcome.Done, await identities.EnterAsync(openId, CancellationToken.None))
            : new(identity.Outcome, default);
    }
}
