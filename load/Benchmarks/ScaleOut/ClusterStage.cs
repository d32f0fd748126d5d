using System.Buffers.Text;
using System.Collections.Concurrent;
using Npgsql;

namespace FuelGrains.Load.Benchmarks.ScaleOut;

/// <summary>A cluster of so many silos, with customers and an open sale of eight shards, on a database of its own.</summary>
internal sealed class ClusterStage : IAsyncDisposable
{
    private const int Shards = 8;

    // Seven processes share one server of 300 connections, as the cluster's description has it: 28 each here, and Orleans' own.
    private const int OrleansConnections = 8;
    private static readonly (string, string)[] SmallPools =
    [
        ("Ledger__MaxConnections", "16"),
        ("Ledger__MaxCommitConnections", "8"),
        ("Ledger__MaxOpenConnections", "4"),
    ];

    private readonly BenchmarkContext _context;
    private readonly PostgresStore _store;
    private readonly ClusterUnderTest _cluster;
    private readonly PostgresCpu? _postgres;
    private readonly Guid _sale;
    private readonly OrderRequests _requests;

    private ClusterStage(
        BenchmarkContext context,
        PostgresStore store,
        ClusterUnderTest cluster,
        PostgresCpu? postgres,
        Guid sale,
        IEnumerable<Customer> customers
    )
    {
        (_context, _store, _cluster, _postgres, _sale) = (context, store, cluster, postgres, sale);
        var url = new Uri(cluster.Front.Address, $"api/flash-sales/{sale}/orders");
        _requests = new([url], [.. customers.Select(customer => customer.Token)]);
    }

    public string Name => NameOf(_cluster.Silos.Count);

    /// <param name="silos">Zero: the front hosts its own.</param>
    public static async Task<ClusterStage> SetAsync(BenchmarkContext context, int silos, CancellationToken stop)
    {
        var store = await PostgresStore.CreateAsync(context.Settings.Postgres!, stop);
        ClusterUnderTest? cluster = null;
        try
        {
            cluster = await context.StartClusterAsync(silos, Pooled(store), SmallPools, stop);
            var (http, settings) = (cluster.Front.Http, context.Settings);
            var staff = await StaffClient.LoginAsync(http, settings.Staff, context.Time, stop);
            const long Endless = ProductSubjects.EndlessStock;
            var sale = await context.OpenSaleAsync(staff, "scale-out", Endless, stop, Shards);
            var phones = new PhoneClient(http);
            var customers = await Logins.LoginAsync(phones, settings.Customers, RunId.New(), context.Time, stop);
            var postgres = await PostgresCpu.FindAsync(store.Connection, stop);
            return new(context, store, cluster, postgres, sale, customers);
        }
        catch
        {
            if (cluster is not null)
                await cluster.DisposeAsync();
            await DropAsync(context, store);
            throw;
        }
    }

    public static string NameOf(int silos) =>
        silos switch
        {
            0 => "in the front's process",
            1 => "1 silo",
            _ => $"{silos} silos",
        };

    public async Task WarmUpAsync(int rate, CancellationToken stop) =>
        await new OpenLoop(_requests, rate, _context.Time).RunAsync(_context.Settings.WarmUp, stop);

    /// <summary>Measures the cluster while nobody asks.</summary>
    public async Task<ClusterUse> RestAsync(TimeSpan duration, CancellationToken stop)
    {
        var before = await NowAsync(stop);
        await Task.Delay(duration, _context.Time, stop);
        return await NowAsync(stop) - before;
    }

    public async Task<ClusterRound> MeasureAsync(int rate, CancellationToken stop)
    {
        var sent = new ConcurrentDictionary<Guid, (long Due, long Sent)>();
        var (since, before) = (_context.Time.GetUtcNow(), await NowAsync(stop));
        var loop = new OpenLoop(_requests, rate, _context.Time)
        {
            Replied = (due, at, reply) =>
            {
                if (OrderIn(reply) is { } order)
                    sent[order] = (due, at);
            },
        };
        var orders = await loop.RunAsync(_context.Settings.Duration, stop);
        var use = await NowAsync(stop) - before;
        var rows = await RowsAsync(since, stop);
        return new(orders, use, Overtaken(times => times.Due), Overtaken(times => times.Sent));

        IReadOnlyList<TimeSpan> Overtaken(Func<(long Due, long Sent), long> time) =>
            Overtaking.Of(
                rows.Where(row => sent.ContainsKey(row.Id))
                    .Select(row => new SequencedOrder(
                        row.Shard,
                        row.DecidedAt,
                        _context.Time.GetElapsedTime(0, time(sent[row.Id]))
                    ))
            );
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await DropAsync(_context, _store);
    }

    /// <summary>The id of the order that a reply acknowledges; null when it names none.</summary>
    internal static Guid? OrderIn(ReadOnlySpan<byte> reply)
    {
        var name = "\"orderId\":\""u8;
        var at = reply.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(reply[(at + name.Length)..], out Guid order, out _) ? order : null;
    }

    private static PostgresStore Pooled(PostgresStore store) =>
        new(new NpgsqlConnectionStringBuilder(store.Connection) { MaxPoolSize = OrleansConnections }.ConnectionString);

    private static async Task DropAsync(BenchmarkContext context, PostgresStore store)
    {
        if (!context.Settings.Keep)
            await store.DropAsync(context.Settings.Postgres!, CancellationToken.None);
    }

    private async Task<ClusterUse> NowAsync(CancellationToken stop)
    {
        await using var connection = new NpgsqlConnection(_store.Connection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand("SELECT (pg_current_wal_lsn() - '0/0')::bigint", connection);
        var wal = (long)(await command.ExecuteScalarAsync(stop))!;
        return new(
            [.. _cluster.Silos.Select(silo => silo.Process!.CpuTime)],
            _cluster.Front.Process!.CpuTime,
            _postgres?.Now ?? TimeSpan.Zero,
            LoopbackTraffic.Bytes,
            wal
        );
    }

    // The shard's own time of its decision, in milliseconds: the silos' clocks are not compared.
    private async Task<IReadOnlyList<(Guid Id, int Shard, DateTimeOffset DecidedAt)>> RowsAsync(
        DateTimeOffset since,
        CancellationToken stop
    )
    {
        await using var connection = new NpgsqlConnection(_store.Connection);
        await connection.OpenAsync(stop);
        await using var command = new NpgsqlCommand(
            "SELECT id, shard, created_at FROM orders WHERE campaign_id = @sale AND created_at >= @since",
            connection
        );
        command.Parameters.AddWithValue("sale", _sale);
        command.Parameters.AddWithValue("since", since.AddSeconds(-1));
        var rows = new List<(Guid, int, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
            rows.Add((reader.GetGuid(0), reader.GetInt32(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return rows;
    }
}
