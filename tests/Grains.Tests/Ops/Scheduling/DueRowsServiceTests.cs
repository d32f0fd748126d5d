using System.Collections.Concurrent;
using System.Globalization;
using FuelGrains.Grains.Ops.Scheduling;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Ops.Outbox;
using FuelGrains.Grains.Tests.Orders.Gateway;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Ops.Scheduling;

/// <summary>Sweeps of due rows: rows that wait for somebody silent delay no others. The outbox's table lends its rows.</summary>
public sealed class DueRowsServiceTests : IAsyncLifetime
{
    // More than the sweep handles at a time, so that they would fill it.
    private const int Silent = 200;
    private const int Others = 100;

    private LedgerFixture _ledger = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _ledger = await LedgerFixture.SqliteAsync();

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();

    [Fact]
    public async Task Rows_that_wait_for_somebody_silent_move_aside_for_the_others()
    {
        var now = LedgerFixture.Start;
        await _ledger.AddMessagesAsync(now, "silent", Enumerable.Range(0, Silent).Select(i => $"silent-{i}"));
        await _ledger.AddMessagesAsync(
            now.AddMilliseconds(1),
            "other",
            Enumerable.Range(0, Others).Select(i => i.ToString(CultureInfo.InvariantCulture))
        );
        using var sweep = new Sweep(_ledger.Database);
        await sweep.StartAsync(Ct);
        await Until.IsTrueAsync(() => sweep.Done.Count == Others);
        sweep.Waiting.ShouldBe(Silent);
        sweep.Answer();
        await sweep.StopAsync(Ct);
    }

    [Fact]
    public async Task A_sweep_that_may_take_no_rows_leaves_them_due()
    {
        await _ledger.AddMessagesAsync(LedgerFixture.Start, "other", ["1", "2", "3"]);
        using var sweep = new Sweep(_ledger.Database) { Most = 0 };
        await sweep.StartAsync(Ct);
        await Until.IsTrueAsync(() => sweep.Looks >= 3);
        sweep.Done.ShouldBeEmpty();
        sweep.Most = 1;
        await Until.IsTrueAsync(() => sweep.Done.Count == 3);
        await sweep.StopAsync(Ct);
    }

    private sealed class Sweep(LedgerDatabase ledger)
        : DueRowsService<string>(
            "A sweep",
            new("outbox", "id", "next_at", "subject", r => r.Text(0)),
            TimeSpan.FromMilliseconds(10),
            TimeSpan.FromMinutes(5),
            ledger,
            TimeProvider.System,
            NullLogger.Instance
        )
    {
        private readonly TaskCompletionSource _answer = new();
        private int _waiting;
        private int _looks;

        public ConcurrentBag<string> Done { get; } = [];

        public int? Most { get; set; }

        public int Waiting => Volatile.Read(ref _waiting);

        public int Looks => Volatile.Read(ref _looks);

        protected override int Limit
        {
            get
            {
                Interlocked.Increment(ref _looks);
                return Most ?? base.Limit;
            }
        }

        public void Answer() => _answer.TrySetResult();

        protected override async Task HandleAsync(string row)
        {
            if (row.StartsWith("silent", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _waiting);
                await _answer.Task;
                return;
            }
            Done.Add(row);
        }
    }
}
