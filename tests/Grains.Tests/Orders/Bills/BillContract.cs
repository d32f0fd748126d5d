using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Orders.Payments;
using FuelGrains.Grains.Tests.Storage;
using FuelGrains.Silo.Orders.Bills;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>
/// The base of the contracts of bills: a silo with money at a minute past ten in China, a scripted gateway, and bills that the test
/// writes for the day before.
/// </summary>
public abstract class BillContract(Func<Task<LedgerFixture>> make) : IAsyncLifetime
{
    private protected const string At = "2026-09-30 12:30:00";
    private protected static readonly DateOnly Day = new(2026, 9, 30);
    private protected static readonly DateTimeOffset PaidAt = new(2026, 9, 30, 4, 30, 0, TimeSpan.Zero);

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    private protected MoneyFixture Fixture { get; private set; } = null!;

    private protected ScriptedBills WeChat { get; } = new();

    private protected BillRun Run => Fixture.Silo.Services.GetRequiredService<BillRun>();

    private protected IBillsGrain Bills => Fixture.Silo.Grains.GetGrain<IBillsGrain>(0);

    private protected LedgerDatabase Ledger => Fixture.Silo.Fixture.Database;

    public async ValueTask InitializeAsync() =>
        Fixture = await MoneyFixture.StartAsync(
            make,
            services =>
                services
                    .AddSingleton(new Lazy<IWeChatBills>(WeChat))
                    .AddBillServices()
                    .AddOptions<BillOptions>()
                    .Configure(o => o.MaxDifferences = 5)
        );

    public ValueTask DisposeAsync() => Fixture.DisposeAsync();

    /// <summary>A payment of the day that the ledger keeps for an order.</summary>
    private protected async Task<(OrderId Order, Transaction Paid)> PaidAsync()
    {
        var (_, customer, order) = await Fixture.OrderAsync();
        await Fixture.Money(order).PayAsync(customer);
        var paid = ScriptedGateway.Money(MoneyIds.OutTradeNo(order, 1)) with { PaidAt = PaidAt };
        await Fixture.Service<PaymentInbox>().RecordAsync(paid, PaymentSource.Callback);
        (await Fixture.Money(order).ApplyAsync(paid.TransactionId)).ShouldBeTrue();
        return (order, paid);
    }

    private protected static TestRow Row(Transaction paid) =>
        new(paid.TransactionId, paid.OutTradeNo, paid.AmountFen) { Time = At };

    /// <summary>Writes the day's trade bill and runs everything that is due.</summary>
    private protected async Task<BillView> MatchAsync(params TestRow[] rows)
    {
        WeChat.OnBill = (kind, day) =>
            kind == BillKind.Trade && day == Day && rows.Length > 0 ? TestBill.Trade(rows) : null;
        return await RunAsync();
    }

    private protected async Task<BillView> RunAsync()
    {
        await Run.PlanAsync(Ct);
        while (await Run.RunNextAsync(Ct))
            Ct.ThrowIfCancellationRequested();
        return await ViewAsync();
    }

    private protected async Task<BillView> ViewAsync() =>
        (await Bills.ListAsync(null, 100)).Single(b => b.Day == Day && b.Kind == BillKind.Trade);

    private protected async Task AgainAsync() =>
        (await Bills.FetchAsync(Day, BillKind.Trade, "ada")).ShouldBe(BillOutcome.Done);

    private protected Task<ImmutableArray<BillDifferenceView>> DifferencesAsync(bool open = true) =>
        Bills.DifferencesAsync(new(open, Day, null, 100));

    private protected Task<long> CountAsync(string sql, string subject) =>
        Ledger.ReadAsync(session => session.Sql(sql).With("subject", subject).FirstAsync(r => r.Long(0)), Ct);

    private protected Task<long> AlarmsAsync(string kind) =>
        CountAsync("SELECT count(*) FROM alarms WHERE kind = @subject", kind);
}
