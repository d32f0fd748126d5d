using System.Diagnostics;
using System.Globalization;
using System.Text;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>
/// A large bill is matched with a ledger of as many paid orders, and memory does not grow with it. FUELGRAINS_BILL_ROWS gives the
/// size; by default the bill is small.
/// </summary>
public abstract class BillSizeContract(Func<Task<LedgerFixture>> make, string id)
{
    private const int Chunk = 10_000;
    private const int Small = 6_000;
    private const int MeasuredEvery = 200_000;
    private const long MostBytes = 64 * 1024 * 1024;

    private static readonly DateOnly Day = new(2026, 9, 30);
    private static readonly int Rows = int.Parse(
        Environment.GetEnvironmentVariable("FUELGRAINS_BILL_ROWS") ?? $"{Small}",
        CultureInfo.InvariantCulture
    );

    // All orders are of one campaign.
    private readonly string _campaign = id.Replace("@from + i", "1", StringComparison.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_bill_is_matched_row_by_row_with_flat_memory()
    {
        await using var fixture = await make();
        for (var from = 0; from < Rows; from += Chunk)
            await SeedAsync(fixture.Database, from, Math.Min(Chunk, Rows - from));
        await using var file = await WriteBillAsync();
        using var text = new StreamReader(file);
        GC.Collect();
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        using var process = Process.GetCurrentProcess();
        var (started, cpu) = (Stopwatch.GetTimestamp(), process.TotalProcessorTime);

        var match = await new TradeMatcher(new(fixture.Database), "1900000009", new()).RunAsync(
            Day,
            text,
            read =>
            {
                // A full collection takes its time, so only some of the steps measure.
                if (most == 0 || read % MeasuredEvery == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
                return Task.FromResult(true);
            },
            Ct
        );

        var took = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        cpu = process.TotalProcessorTime - cpu;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Rows} rows of {file.Length / 1024 / 1024} MB in {took.TotalSeconds:0.0} s ({cpu.TotalSeconds:0.0} s of CPU here), "
                + $"live memory {most / 1024 / 1024} MB"
        );
        match.Fault.ShouldBeNull();
        match.Rows.ShouldBe(Rows);
        // Row 7 is left out of the bill, and another payment takes its place.
        match
            .Differences.Select(d => (d.Kind, d.Number))
            .ShouldBe([
                (GrainInterfaces.Orders.Bills.BillDifferenceKind.PaidThereUnknownHere, "4200unknown"),
                (GrainInterfaces.Orders.Bills.BillDifferenceKind.PaymentMissingThere, NumberOf(7)),
            ]);
        most.ShouldBeLessThan(MostBytes);
    }

    // The numbers are in another order than the rows, as WeChat's are. The factor and the prime make each number unique.
    private static string NumberOf(long i) =>
        string.Create(CultureInfo.InvariantCulture, $"420000092020260930{100_000_000 + i * 7_919 % 100_000_007}");

    private async Task SeedAsync(LedgerDatabase database, int from, int count)
    {
        await database.WriteAsync(
            session =>
                session
                    .Sql(
                        $"""
                        INSERT INTO orders (id, campaign_id, customer_id, key_hash, body_hash, amount_fen, created_at, pay_by, quantity,
                            shard, status, cause)
                        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < @last)
                        SELECT {id}, {_campaign}, {id}, {id}, @from, 19900, @at, @at, 1, 0, 3, 0 FROM n
                        """
                    )
                    .With("last", count - 1)
                    .With("from", (long)from)
                    .With("at", ChinaTime.Bounds(Day).From)
                    .ExecuteAsync(),
            Ct
        );
        await database.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO payments (transaction_id, out_trade_no, order_id, amount_fen, payer_fen, currency, app_id, merchant_id,
                            state, source, refund_fen, paid_at, received_at, tries)
                        SELECT '420000092020260930' || CAST(100000000 + ((o.row_no - 1 + @from) * 7919) % 100000007 AS TEXT),
                            'pay' || CAST(o.row_no - 1 + @from AS TEXT), o.id, 19900, 19900, 'CNY', 'wx-ours', '1900000009', 2, 0, 0,
                            @paid, @paid, 0
                        FROM (SELECT id, row_number() OVER (ORDER BY id) AS row_no FROM orders WHERE body_hash = @from) o
                        """
                    )
                    .With("from", (long)from)
                    .With("paid", ChinaTime.Bounds(Day).From + TimeSpan.FromDays(1) * ((double)from / Rows))
                    .ExecuteAsync(),
            Ct
        );
    }

    private static async Task<FileStream> WriteBillAsync()
    {
        var file = new FileStream(
            Path.GetTempFileName(),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.None,
            128 * 1024,
            FileOptions.DeleteOnClose
        );
        // Header, a row and the summary's header are those of a small bill.
        var small = TestBill
            .Trade([new("NUMBER", "TRADE", 19_900) { Time = "2026-09-30 12:00:00", Goods = "95#,\"30 L\" `券`" }])
            .Split("\r\n");
        await using var writer = new StreamWriter(file, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteLineAsync(small[0]);
        for (var i = 0; i < Rows; i++)
            await writer.WriteLineAsync(
                small[1]
                    .Replace("NUMBER", i == 7 ? "4200unknown" : NumberOf(i), StringComparison.Ordinal)
                    .Replace("TRADE", $"pay{i}", StringComparison.Ordinal)
            );
        await writer.WriteLineAsync(small[2]);
        var paid = BillMoney.Yuan(Rows * 19_900L * BillMoney.PerFen);
        await writer.WriteLineAsync(
            $"`{Rows},`{paid},`0.00,`0.00,`{BillMoney.Yuan(Rows * 119L * BillMoney.PerFen)},`{paid},`0.00"
        );
        await writer.FlushAsync(Ct);
        file.Position = 0;
        return file;
    }
}

public sealed class SqliteBillSizeTests()
    : BillSizeContract(LedgerFixture.SqliteAsync, "unhex(printf('%032x', @from + i))");

public sealed class PostgresBillSizeTests()
    : BillSizeContract(() => LedgerFixture.PostgresAsync(), "lpad(to_hex(@from + i), 32, '0')::uuid");
