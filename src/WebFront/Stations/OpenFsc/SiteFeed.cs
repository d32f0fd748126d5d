using System.Threading.Channels;
using FuelGrains.GrainInterfaces.Ops.Scheduling;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>
/// Carries a site's reports to its station's grain, in order, one batch at a time, until the grain has taken them. While a batch is on
/// its way the next one gathers: the latest values of pumps, prices and meters, and all transactions. Nothing is lost while
/// the grain moves, and a slow database makes batches larger, not queues longer.
/// </summary>
internal sealed class SiteFeed(Func<SiteBatch, Task<SiteReply>> send, TimeSpan meterMerge, TimeProvider time)
{
    /// <summary>More than any forecourt has; a site that goes beyond is broken and is told so.</summary>
    private const int MostOfAKind = 512;
    private const int MostTries = 30;
    private static readonly Backoff Retries = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    private readonly Lock _lock = new();
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );
    private Gathered _next = new();
    private TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _onItsWay;

    /// <summary>False: the site told of more than any forecourt has.</summary>
    public bool Add(ProductReport report) => Add(next => next.Products[report.Product] = report);

    public bool Add(PriceReport report) => Add(next => next.Prices[report.Product] = report);

    public bool Add(PumpReport report) =>
        Add(next => (next.Pumps[report.Pump], next.PumpsHeardAt) = (report, time.GetTimestamp()));

    public bool Add(MeterReport report) => Add(next => next.Meters[report.Pump] = report);

    public bool Add(TransactionReport report) =>
        Add(next => next.Transactions[new(report.Pump, report.SiteTransaction)] = report);

    public bool Add(ListedTransactions listed) => Add(next => next.Listed.Add(listed));

    /// <summary>Completes when all that was told before is taken by the grain: an answer must not overtake a report.</summary>
    public Task TakenAsync()
    {
        lock (_lock)
            return _next.Count > 0 ? _taken.Task : _onItsWay?.Task ?? Task.CompletedTask;
    }

    /// <summary>
    /// Runs until it is cancelled, or the grain says that the connection no longer holds the site: then it answers false.
    /// </summary>
    /// <param name="replied">Told of an answer that asks for more, and of when its last pump was heard.</param>
    public async Task<bool> RunAsync(Action<SiteReply, long> replied, CancellationToken ct)
    {
        while (await _work.Reader.WaitToReadAsync(ct))
        {
            _work.Reader.TryRead(out _);
            if (OnlyMeters)
                await Task.Delay(meterMerge, time, ct);
            var (batch, pumpsHeardAt, taken) = Take();
            if (batch is null)
                continue;
            var reply = await SendAsync(batch, ct);
            if (!reply.Current)
                return false;
            taken.TrySetResult();
            if (reply.Ask.Length > 0)
                replied(reply, pumpsHeardAt);
        }
        return true;
    }

    private async Task<SiteReply> SendAsync(SiteBatch batch, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await send(batch);
            }
#pragma warning disable CA1031 // the grain or its database moves; a batch holds full values, so sending it again does no harm
            catch (Exception) when (attempt < MostTries && !ct.IsCancellationRequested)
#pragma warning restore CA1031
            {
                await Task.Delay(Retries.After(attempt), time, ct);
            }
        }
    }

    private bool OnlyMeters
    {
        get
        {
            lock (_lock)
                return _next.Count == _next.Meters.Count;
        }
    }

    private (SiteBatch? Batch, long PumpsHeardAt, TaskCompletionSource Taken) Take()
    {
        lock (_lock)
        {
            var taken = _taken;
            if (_next.Count == 0)
                return (null, 0, taken);
            var (batch, pumpsHeardAt) = (_next.Batch(), _next.PumpsHeardAt);
            (_next, _onItsWay, _taken) = (new(), taken, new(TaskCreationOptions.RunContinuationsAsynchronously));
            return (batch, pumpsHeardAt, taken);
        }
    }

    private bool Add(Action<Gathered> put)
    {
        lock (_lock)
        {
            put(_next);
            if (_next.Largest > MostOfAKind)
                return false;
        }
        _work.Writer.TryWrite(true);
        return true;
    }

    private sealed class Gathered
    {
        public Dictionary<string, ProductReport> Products { get; } = [];
        public Dictionary<string, PriceReport> Prices { get; } = [];
        public Dictionary<int, PumpReport> Pumps { get; } = [];
        public Dictionary<int, MeterReport> Meters { get; } = [];
        public Dictionary<TransactionName, TransactionReport> Transactions { get; } = [];
        public List<ListedTransactions> Listed { get; } = [];
        public long PumpsHeardAt { get; set; }

        public int Count =>
            Products.Count + Prices.Count + Pumps.Count + Meters.Count + Transactions.Count + Listed.Count;

        public int Largest =>
            Math.Max(
                Math.Max(Products.Count, Prices.Count),
                Math.Max(Math.Max(Pumps.Count, Meters.Count), Math.Max(Transactions.Count, Listed.Count))
            );

        public SiteBatch Batch() =>
            new()
            {
                Products = [.. Products.Values],
                Prices = [.. Prices.Values],
                Pumps = [.. Pumps.Values],
                Meters = [.. Meters.Values],
                Transactions = [.. Transactions.Values],
                Listed = [.. Listed],
            };
    }
}
