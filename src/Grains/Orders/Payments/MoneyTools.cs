using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace FuelGrains.Grains.Orders.Payments;

/// <summary>What every step of an order's money works with.</summary>
public sealed class MoneyTools(
    LedgerDatabase ledger,
    IServiceProvider services,
    CustomerIdentities identities,
    IGrainFactory grains,
    LiveNodes live,
    OutboxSignal bell,
    OrderOwners owners,
    TimeProvider time,
    IOptions<PaymentOptions> payments,
    IOptions<RefundOptions> refunds,
    ILogger<OrderMoneyGrain> log
)
{
    public LedgerDatabase Ledger => ledger;

    /// <summary>Made when the first payment needs it: a simulator's keys take a while.</summary>
    public IWeChatPay Gateway => services.GetRequiredService<IWeChatPay>();
    public Merchant Merchant => services.GetRequiredService<Merchant>();
    public CustomerIdentities Identities => identities;
    public IGrainFactory Grains => grains;
    public OrderOwners Owners => owners;
    public PaymentOptions Payments => payments.Value;
    public RefundOptions Refunds => refunds.Value;
    public ILogger Log => log;
    public TimeProvider Time => time;
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Asks the gateway within what is left of the patience: what takes longer is unknown.</summary>
    public static async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, T unknown, CancellationToken patience)
    {
        try
        {
            return patience.IsCancellationRequested ? unknown : await ask(patience);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return unknown;
        }
    }

    /// <summary>A token that ends when a call must come to its end.</summary>
    public CancellationTokenSource Patience() => new(payments.Value.GatewayPatience, time);

    /// <summary>After a commit that changed an order's money: its effects are delivered now, and its customer looks again.</summary>
    internal void Changed(CustomerId? customer, OrderId? order)
    {
        bell.Set();
        TellCustomer(customer, order);
    }

    internal void TellCustomer(CustomerId? customer, OrderId? order)
    {
        if (customer is { } id && order is { } about)
            live.Notify(new(id, $"order/{about}"));
    }
}
