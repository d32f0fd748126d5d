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
    public PaymentOptions Payments => payments.Value;
    public RefundOptions Refunds => refunds.Value;
    public ILogger Log => log;
    public TimeProvider Time => time;
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Tells the order's owner; an outcome that nobody knows is <see cref="TransitionOutcome.Unknown"/>, so callers look the same at both.</summary>
    internal async Task<TransitionReply> TellOwnerAsync(OrderSnapshot order, OrderAction verb, int units = 0)
    {
        try
        {
            return await (
                order.IsFuel
                    ? TellFuelAsync(grains.GetGrain<IFuelOrderGrain>(order.Id.Value), verb)
                    : TellShardAsync(order, verb, units)
            );
        }
        catch (Exception away) when (away is TimeoutException or OrleansException)
        {
            return new(TransitionOutcome.Unknown, default, default);
        }
    }

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

    private Task<TransitionReply> TellShardAsync(OrderSnapshot order, OrderAction verb, int units)
    {
        var shard = grains.GetGrain<IOrderOwnerGrain>(order.Shard.ToString());
        return verb switch
        {
            OrderAction.Prepare => shard.PrepareAsync(order.Id, order.Customer),
            OrderAction.Confirm => shard.ConfirmAsync(order.Id, order.Customer),
            OrderAction.FinishClosing => shard.FinishClosingAsync(order.Id, order.Customer),
            OrderAction.Refund => shard.RefundAsync(order.Id, order.Customer),
            OrderAction.ReturnUnits => shard.ReturnUnitsAsync(order.Id, order.Customer, units),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "Money asks nothing of the kind."),
        };
    }

    private static Task<TransitionReply> TellFuelAsync(IFuelOrderGrain order, OrderAction verb) =>
        verb switch
        {
            OrderAction.Prepare => order.PrepareAsync(),
            OrderAction.Confirm => order.ConfirmAsync(),
            OrderAction.FinishClosing => order.FinishClosingAsync(),
            OrderAction.Refund => order.RefundAsync(),
            OrderAction.ReturnUnits => order.ReturnedAsync(),
            _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "Money asks nothing of the kind."),
        };

    internal void TellCustomer(CustomerId? customer, OrderId? order)
    {
        if (customer is { } id && order is { } about)
            live.Notify(new(id, $"order/{about}"));
    }
}
