using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Hoarding;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Ops.Outbox;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Storage.Sealing;
using FuelGrains.Grains.Tests.Storage;
using FuelGrains.Silo.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.TestingHost;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Stock;

/// <summary>Real silos in this process on a fresh ledger, with faults on demand and a date of the test's choice.</summary>
internal sealed class SiloOnLedger : IAsyncDisposable
{
    private const int Attempts = 100_000;

    private readonly InProcessTestCluster _cluster;

    private SiloOnLedger(LedgerFixture bench, FaultyLedger ledger, ManualTime time, InProcessTestCluster cluster) =>
        (Fixture, Ledger, Time, _cluster) = (bench, ledger, time, cluster);

    public LedgerFixture Fixture { get; }
    public FaultyLedger Ledger { get; }
    public ManualTime Time { get; }
    public IGrainFactory Grains => _cluster.Client;
    public InProcessTestCluster Cluster => _cluster;
    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public static Task<SiloOnLedger> StartAsync() => StartAsync(LedgerFixture.SqliteAsync);

    /// <param name="further">Adds the services of the test's own grains.</param>
    /// <param name="silos">How many silos form the cluster.</param>
    public static async Task<SiloOnLedger> StartAsync(
        Func<Task<LedgerFixture>> make,
        Action<IServiceCollection>? further = null,
        short silos = 1
    )
    {
        var bench = await make();
        var time = new ManualTime(LedgerFixture.Start.AddMinutes(1));
        var ledger = new FaultyLedger(bench.Stock);
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo(
            (_, silo) =>
            {
                silo.SpreadGrains();
                silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
                silo.Services.AddSingleton(bench.Database)
                    .AddSingleton<IStockTable>(ledger)
                    .AddSingleton(bench.Campaigns);
                silo.Services.AddSingleton<LedgerReads>();
                silo.Services.AddSingleton<LiveNodes>()
                    .AddSingleton<OutboxSignal>()
                    .AddSingleton<IWeChatLogin, NamesAreCodes>();
                silo.Services.AddSingleton(new Sealer(SecretKeys.Development))
                    .AddSingleton<CustomerIdentities>()
                    .AddSingleton<VoucherHolds>();
                silo.Services.AddOptions<StockShardLimits>();
                silo.Services.AddSingleton(new HoardingRule(new(), gatewayWasAwaySince: _ => false));
                further?.Invoke(silo.Services);
            }
        );
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new(bench, ledger, time, cluster);
    }

    public IStockShardGrain Shard(StockShardKey key) => Grains.GetGrain<IStockShardGrain>(key.ToString());

    public IOrderOwnerGrain Owner(StockShardKey key) => Grains.GetGrain<IOrderOwnerGrain>(key.ToString());

    public async Task<StockShardKey> PublishAsync(long stock, int shards = 1) =>
        new((await Fixture.PublishAsync(stock, shards)).View.Id, 0);

    /// <summary>Asks as the front does: unknown answers again, with the same key.</summary>
    public async Task<HoldReply> BuyAsync(StockShardKey key, HoldRequest request)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (
                await Shard(key).HoldAsync(request) is
                { Outcome: not (HoldOutcome.Retry or HoldOutcome.InProgress) } reply
            )
                return reply;
        throw new InvalidOperationException("The shard never gave a definite answer.");
    }

    /// <summary>Asks until the answer is no longer <paramref name="refusal"/>.</summary>
    public async Task<HoldReply> BuyAfterAsync(HoldOutcome refusal, StockShardKey key, HoldRequest request)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (await BuyAsync(key, request) is var reply && reply.Outcome != refusal)
                return reply;
        throw new InvalidOperationException($"The shard still says {refusal}.");
    }

    public async Task<TransitionReply> CancelAsync(StockShardKey key, OrderId order, CustomerId customer)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
            if (
                await Owner(key).ApplyAsync(new(order, customer, OrderAction.Release, CloseCause.Customer)) is
                { Outcome: not TransitionOutcome.Unknown } reply
            )
                return reply;
        throw new InvalidOperationException("The shard never gave a definite answer.");
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await Fixture.DisposeAsync();
    }

    /// <summary>A WeChat that knows every code but "bad", by the name in it.</summary>
    private sealed class NamesAreCodes : IWeChatLogin
    {
        public Task<WeChatIdentity> ExchangeAsync(string code, CancellationToken ct) =>
            Task.FromResult(
                code == "bad"
                    ? new WeChatIdentity(CustomerLoginOutcome.BadCode, null)
                    : new WeChatIdentity(CustomerLoginOutcome.Done, $"openid-{code}")
            );
    }
}
