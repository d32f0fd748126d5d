using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Refunds;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Orders.Vouchers;
using FuelGrains.Grains.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Tests.Orders.Refunds;

/// <summary>The services of refunds and of the issue of vouchers in one simulated silo, with a gateway that refunds at once.</summary>
internal sealed class RefundSilo
{
    public RefundSilo(
        SeededScheduler scheduler,
        SimulatedDatabase database,
        Func<SimulatedSilo> current,
        RefundLife life
    )
    {
        Silo = new(scheduler, current);
        var time = scheduler.Time;
        var live = new LiveNodes(Silo.Grains, time, NullLogger<LiveNodes>.Instance);
        var notifier = new OrderNotifier(live, new OutboxSignal());
        var owners = new OrderOwners(Silo.Grains);
        var stop = new OrderStop(database, owners, notifier, time);
        var followUp = new RefundFollowUp(database, owners, stop, notifier);
        var options = Options.Create(new RefundOptions { SecondPersonAboveFen = life.AboveFen });
        var gateway = new ScriptedGateway
        {
            OnRefund = request => new(RefundProgress.Succeeded, RefundFen: request.RefundFen),
        };
        Intake = new(database, followUp, options, time);
        Approvals = new(database, followUp, time);
        Processor = new(database, stop, followUp, notifier, new Lazy<IWeChatPay>(gateway), options, time);
        Fulfil = new(database, VoucherFixture.Sealer, Silo.Grains, live, time);
        Settle = new(database, owners, notifier);
        Silo.Activate(
            typeof(IOrderOwnerGrain),
            new SimulatedOwner(database) { StopsFulfilled = life.Bug == RefundBug.StopsFulfilled }
        );
    }

    public SimulatedSilo Silo { get; }
    public RefundIntake Intake { get; }
    public RefundApprovals Approvals { get; }
    public RefundProcessor Processor { get; }
    public FulfilOrder Fulfil { get; }
    private SettleRefundHandler Settle { get; }

    public Task DeliverAsync(OutboxMessage message) =>
        message.Kind switch
        {
            OutboxKinds.SendRefund => Processor.AdvanceAsync(message.Subject, CancellationToken.None),
            OutboxKinds.SettleRefund => Settle.DeliverAsync(message, CancellationToken.None),
            _ => Task.CompletedTask,
        };

    public Task StopOwnerAsync(OrderId order, CustomerId customer) =>
        Silo.Grains.GetGrain<IOrderOwnerGrain>("").ApplyAsync(new(order, customer, OrderAction.Stop));
}
