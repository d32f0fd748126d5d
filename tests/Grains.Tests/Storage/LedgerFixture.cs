using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.Grains.Campaigns;
using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Campaigns.Teams;
using FuelGrains.Grains.Storage;
using FuelGrains.Tests;
using Microsoft.Extensions.Options;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

/// <summary>A fresh ledger of either kind, and short ways to fill and to read it.</summary>
public sealed class LedgerFixture : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 2, 0, 0, 123, TimeSpan.Zero);

    private readonly TestDatabase _database;

    private LedgerFixture(TestDatabase database, LedgerDatabase ledger, IStockTable stock)
    {
        (_database, Database, Stock) = (database, ledger, stock);
        Campaigns = new CampaignTable(ledger, TimeProvider.System);
    }

    public LedgerDatabase Database { get; private set; }
    public IStockTable Stock { get; private set; }
    public CampaignTable Campaigns { get; }
    public string ConnectionString => _database.ConnectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<LedgerFixture> PostgresAsync(LedgerOptions? options = null)
    {
        var database = await LedgerTemplates.CopyPostgresAsync();
        options ??= new() { MaxConnections = 10 };
        var ledger = PostgresDatabase.Create(database.ConnectionString, options);
        return new(database, ledger, new PostgresStockTable(ledger, Options.Create(options)));
    }

    public static Task<LedgerFixture> SqliteAsync() => Task.FromResult(Sqlite(new()));

    public static LedgerFixture Sqlite(LedgerOptions options)
    {
        var database = LedgerTemplates.CopySqlite();
        var ledger = new SqliteDatabase(database.ConnectionString, options);
        return new(database, ledger, new SqliteStockTable(ledger));
    }

    /// <summary>Closes the SQLite file and opens it again, as a restart does.</summary>
    public async Task ReopenSqliteAsync()
    {
        await ((SqliteDatabase)Database).DisposeAsync();
        var ledger = new SqliteDatabase(ConnectionString, new());
        (Database, Stock) = (ledger, new SqliteStockTable(ledger));
    }

    public async ValueTask DisposeAsync()
    {
        await ((IAsyncDisposable)Database).DisposeAsync();
        await _database.DisposeAsync();
    }

    public async Task<CampaignTerms> TermsAsync(long stock, int shards = 1)
    {
        var product = Guid.NewGuid();
        await Database.WriteAsync(
            session =>
                session
                    .Sql("INSERT INTO products (id, name, description) VALUES (@id, '95#', 'Petrol')")
                    .With("id", product)
                    .ExecuteAsync(),
            Ct
        );
        return new()
        {
            ProductId = product,
            Title = "周五 30 L",
            ListPriceFen = 25_000,
            SalePriceFen = 19_900,
            Stock = stock,
            StartsAt = Start,
            EndsAt = Start.AddHours(1),
            LimitPerCustomer = 5,
            LimitPerOrder = 3,
            PayWithin = TimeSpan.FromMinutes(5),
            Shards = shards,
        };
    }

    /// <summary>A published sale under the test's epoch.</summary>
    public async Task<OwnedCampaign> PublishAsync(long stock, int shards = 1, GroupTerms? group = null)
    {
        var sale = CampaignId.New(TimeProvider.System);
        var terms = await TermsAsync(stock, shards) with { Group = group };
        var draft = await Campaigns.CreateAsync(sale, terms, "test", Ct);
        return (await Campaigns.PublishAsync(sale, draft!.Epoch, terms, "test", Ct))!;
    }

    public async Task<(ShardOpening Opening, List<StoredOrder> Orders)> OpenAsync(StockShardKey key)
    {
        var reader = new Orders();
        var opening = await Stock.OpenAsync(key, reader, Ct);
        return (opening!, reader.Read);
    }

    public async Task<(ShardOpening Opening, List<StoredOrder> Orders, List<StoredTeam> Teams)> OpenTeamsAsync(
        StockShardKey key
    )
    {
        var reader = new Orders();
        var opening = await Stock.OpenAsync(key, reader, Ct);
        return (opening!, reader.Read, reader.Teams);
    }

    public static NewOrder Order(
        int quantity = 1,
        CustomerId? customer = null,
        Guid? key = null,
        int payBy = 300_000
    ) =>
        new(
            0,
            OrderId.New(TimeProvider.System),
            customer ?? new(Guid.NewGuid()),
            key ?? Guid.NewGuid(),
            unchecked((long)0xF0E1D2C3B4A59687),
            quantity,
            quantity * 19_900L,
            Start.AddMilliseconds(1),
            Start.AddMilliseconds(payBy)
        );

    public static OrderTransition Move(
        NewOrder order,
        OrderStatus to,
        CloseCause cause = CloseCause.None,
        OrderStatus from = OrderStatus.PendingPayment,
        int returned = 0
    ) =>
        new(
            0,
            order.Id,
            order.Customer,
            new(from, CloseCause.None, false, order.Quantity, 0),
            new(to, cause, false, order.Quantity, returned),
            Start.AddMilliseconds(2)
        );

    public Task<ShardCommit> CommitAsync(StockShardKey key, long epoch, params IEnumerable<NewOrder> orders) =>
        CommitAsync(key, epoch, orders, []);

    public Task<ShardCommit> CommitAsync(
        StockShardKey key,
        long epoch,
        IEnumerable<NewOrder> orders,
        IEnumerable<OrderTransition> moves
    )
    {
        var batch = new ShardBatch
        {
            Key = key,
            Epoch = epoch,
            NextPayBy = Start.AddMinutes(5),
        };
        batch.Holds.AddRange(orders);
        batch.Moves.AddRange(moves);
        foreach (var move in batch.Moves)
            OrderRule.OutboxMessagesFor(move, batch.OutboxMessages);
        return Stock.CommitAsync(batch, Ct);
    }

    public Task<ShardCommit> LendAsync(StockShardKey donor, long epoch, int toShard, long units) =>
        Stock.CommitAsync(
            new ShardBatch
            {
                Key = donor,
                Epoch = epoch,
                Loan = new(toShard, units),
            },
            Ct
        );

    public Task<ImmutableArray<ShardStock>> ShardsAsync(CampaignId sale) =>
        Database.ReadAsync(
            session =>
                session
                    .Sql(
                        "SELECT shard, epoch, revision, allotted, held, confirmed FROM stock_shards WHERE campaign_id = @id ORDER BY shard"
                    )
                    .With("id", sale.Value)
                    .ListAsync(r => new ShardStock(r.Int(0), r.Long(1), r.Long(2), r.Long(3), r.Long(4), r.Long(5))),
            Ct
        );

    /// <summary>The counters as the orders' own rows say them.</summary>
    public Task<ImmutableArray<(int Shard, long Held, long Confirmed)>> RowsAsync(CampaignId sale) =>
        Database.ReadAsync(
            session =>
                session
                    .Sql(
                        $"""
                        SELECT c.shard, coalesce(sum(CASE WHEN o.status IN ({OrderStatus.PendingPayment:D}, {OrderStatus.Closing:D})
                                                          THEN o.quantity END), 0),
                               coalesce(sum(CASE WHEN o.status IN ({OrderStatus.Paid:D}, {OrderStatus.Fulfilled:D},
                                                                   {OrderStatus.Refunding:D})
                                                 THEN o.quantity - o.returned END), 0)
                        FROM stock_shards c LEFT JOIN orders o ON o.campaign_id = c.campaign_id AND o.shard = c.shard
                        WHERE c.campaign_id = @id GROUP BY c.shard ORDER BY c.shard
                        """
                    )
                    .With("id", sale.Value)
                    .ListAsync(r => (r.Int(0), r.Sum(1), r.Sum(2))),
            Ct
        );

    /// <summary>The outbox messages about an order.</summary>
    public Task<ImmutableArray<string>> OutboxAsync(OrderId order) =>
        Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT kind, subject FROM outbox WHERE subject LIKE @about ORDER BY kind")
                    .With("about", $"%{order}")
                    .ListAsync(r => $"{r.Text(0)} {r.Text(1)}"),
            Ct
        );

    public Task<ImmutableArray<(string Actor, string Action, string Detail)>> AuditAsync(CampaignId sale) =>
        Database.ReadAsync(
            session =>
                session
                    .Sql("SELECT actor, action, detail FROM audit WHERE subject = @subject ORDER BY at, id")
                    .With("subject", sale.ToString())
                    .ListAsync(r => (r.Text(0), r.Text(1), r.Text(2))),
            Ct
        );

    private sealed class Orders : IShardReader
    {
        public List<StoredOrder> Read { get; } = [];
        public List<StoredTeam> Teams { get; } = [];

        public void Begin(long orders) => Read.Capacity = (int)orders;

        public void Team(in StoredTeam team) => Teams.Add(team);

        public void Order(in StoredOrder order) => Read.Add(order);
    }
}
