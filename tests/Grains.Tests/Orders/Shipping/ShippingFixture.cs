using System.Collections.Immutable;
using System.Text.Json;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Payments;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Campaigns.Stock;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Shipping;

/// <summary>
/// Orders that were paid at the simulator of WeChat and have vouchers, and the services that report their shipping. No dispatcher and no
/// sweep runs: the test delivers by itself.
/// </summary>
internal sealed class ShippingFixture : IAsyncDisposable
{
    private ShippingReporter _reporter = null!;
    private ImmutableDictionary<VoucherId, string> _codes = ImmutableDictionary<VoucherId, string>.Empty;

    private ShippingFixture(WeChatFixture weChat, SiloOnLedger silo) => (WeChat, Silo) = (weChat, silo);

    public WeChatFixture WeChat { get; }
    public SiloOnLedger Silo { get; }
    public ShippingOptions Options { get; } = new();
    public CustomerId Customer { get; private set; }
    public VoucherFixture Vouchers => field ??= new(Database);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;
    private LedgerDatabase Database => Silo.Fixture.Database;

    public static async Task<ShippingFixture> StartAsync(Func<Task<LedgerFixture>> make)
    {
        var weChat = await WeChatFixture.StartAsync();
        var silo = await SiloOnLedger.StartAsync(make, services => services.AddSingleton(weChat.Messages));
        var fixture = new ShippingFixture(weChat, silo);
        var identities = silo.Services.GetRequiredService<CustomerIdentities>();
        fixture.Customer = await identities.EnterAsync("sim-buyer", Ct);
        var client = weChat.Part<IWeChatShipping>();
        fixture._reporter = new(
            fixture.Database,
            identities,
            client,
            new TradeManagement(client, silo.Time),
            silo.Grains,
            Microsoft.Extensions.Options.Options.Create(fixture.Options),
            silo.Time
        );
        return fixture;
    }

    /// <summary>A paid order of the customer, whose vouchers are issued.</summary>
    public async Task<OrderId> PaidAsync(int quantity = 1)
    {
        var shard = await Silo.PublishAsync(stock: 5);
        var order = (await Silo.BuyAsync(shard, OpenShard.Request(Customer, quantity))).Order;
        var paid = await WeChat.PaidAsync() with { PaidAt = Silo.Time.Now };
        await Database.WriteAsync(
            async session =>
            {
                await PaymentTable.InsertAsync(session, paid, PaymentSource.Callback, Silo.Time.Now);
                await session
                    .Sql(
                        $"UPDATE payments SET state = {PaymentState.Kept:D}, order_id = @order WHERE transaction_id = @id"
                    )
                    .With("order", order.Value)
                    .With("id", paid.TransactionId)
                    .ExecuteAsync();
                return true;
            },
            Ct
        );
        for (var unit = 0; unit < quantity; unit++)
        {
            var (id, code) = await Vouchers.AddAsync(customer: Customer);
            var bought = VoucherId.Of(order, unit);
            // The code is sealed for its row, which nobody opens here.
            await Database.WriteAsync(
                session =>
                    session
                        .Sql("UPDATE vouchers SET id = @bought, order_id = @order, unit = @unit WHERE id = @id")
                        .With("bought", bought.Value)
                        .With("order", order.Value)
                        .With("unit", unit)
                        .With("id", id.Value)
                        .ExecuteAsync(),
                Ct
            );
            _codes = _codes.Add(bought, code);
        }
        return order;
    }

    public async Task<OrderId> RedeemedAsync()
    {
        var order = await PaidAsync();
        await RedeemAsync(order, unit: 0);
        return order;
    }

    public async Task RedeemAsync(OrderId order, int unit) =>
        await RedeemAsync(await Vouchers.StationAsync(), _codes[VoucherId.Of(order, unit)]);

    public async Task RedeemAsync(StationId station, string code)
    {
        var point = new RedemptionPoint(
            Database,
            VoucherFixture.Sealer,
            Microsoft.Extensions.Options.Options.Create(new VoucherOptions()),
            Silo.Time
        );
        var (reply, _) = await point.RedeemAsync(station, new(code, "wang", Guid.NewGuid()), Ct);
        reply.Outcome.ShouldBe(RedeemOutcome.Done);
    }

    public Task SweepVouchersAsync() =>
        new VoucherSweeper(
            Database,
            new(Silo.Grains, Vouchers.Time, NullLogger<LiveNodes>.Instance),
            Microsoft.Extensions.Options.Options.Create(new VoucherOptions()),
            Vouchers.Time,
            NullLogger<VoucherSweeper>.Instance
        ).SweepAsync(Ct);

    public Task DeliverAsync(OrderId order) =>
        new ReportShipping(Database, _reporter, Silo.Time).DeliverAsync(
            new(Guid.NewGuid(), OutboxKinds.ReportShipping, $"{order}", "", 0),
            Ct
        );

    public Task<ShippingReport?> LeaseAsync(OrderId order) =>
        Database.WriteAsync(
            session =>
                ShippingReportTable.LeaseAsync(session, order, Silo.Time.Now, Silo.Time.Now + ShippingReporter.Lease),
            Ct
        );

    /// <summary>The report reaches WeChat, and nothing is written of it.</summary>
    public async Task DieAfterAsync(ShippingReport leased)
    {
        var token = (await WeChat.Messages.FetchTokenAsync(Ct))!.Token;
        var payment = (await Database.ReadAsync(s => PaymentTable.OfOrderAsync(s, leased.Order), Ct)).Single();
        await WeChat
            .Part<IWeChatShipping>()
            .UploadAsync(
                token,
                new(payment.TransactionId, leased.Logistics, leased.Item, leased.UploadTime, "sim-buyer"),
                Ct
            );
    }

    public Task SettleAsync(ShippingReport seen, ShippingReport next) =>
        Database.WriteAsync(session => ShippingReportTable.SettleAsync(session, seen, next), Ct);

    public Task<ShippingReport?> AgainAsync(OrderId order, string item) =>
        Database.WriteAsync(session => ShippingReportTable.AskAgainAsync(session, order, item, Silo.Time.Now), Ct);

    public Task<ShippingReport?> FindAsync(OrderId order) =>
        Database.ReadAsync(session => ShippingReportTable.FindAsync(session, order), Ct);

    public Task WatchAsync() =>
        new ShippingWatch(
            Database,
            Microsoft.Extensions.Options.Options.Create(Options),
            Silo.Time,
            NullLogger<ShippingWatch>.Instance
        ).WatchAsync(Ct);

    /// <summary>The reports that WeChat took.</summary>
    public Task<List<JsonElement>> ReportsAsync() => WeChat.JournalAsync("shipping");

    /// <summary>The subjects of the outbox messages that report shipping.</summary>
    public Task<ImmutableArray<string>> MessagesAsync() =>
        Database.ReadAsync(
            s =>
                s.Sql("SELECT subject FROM outbox WHERE kind = @kind")
                    .With("kind", OutboxKinds.ReportShipping)
                    .ListAsync(r => r.Text(0)),
            Ct
        );

    public async Task<string> AlarmDetailAsync() =>
        (await Database.ReadAsync(s => s.Sql("SELECT detail FROM alarms").FirstAsync(r => r.Text(0)), Ct))!;

    public Task<long> OpenAlarmsAsync() =>
        Database.ReadAsync(
            s => s.Sql("SELECT count(*) FROM alarms WHERE closed_at IS NULL").FirstAsync(r => r.Long(0)),
            Ct
        );

    public async ValueTask DisposeAsync()
    {
        await Silo.DisposeAsync();
        await WeChat.DisposeAsync();
    }
}
