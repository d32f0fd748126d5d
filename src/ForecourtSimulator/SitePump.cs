using System.Globalization;

namespace FuelGrains.ForecourtSimulator;

/// <summary>
/// A dispenser with its meter. The dispenser is hardware: fuelling goes on when the controller reboots or the line is cut. Odd pumps are
/// paid after fuelling, even ones stay locked until they are authorised (unless <see cref="SiteSettings.AllAfter"/>).
/// </summary>
internal sealed class SitePump(
    int number,
    SiteSettings settings,
    MeterJournal journal,
    TimeProvider time,
    Action<string> send,
    Action reboot
)
{
    // Dispensers give 35 litres a minute.
    private const double MlPerSecond = 583;

    private readonly Lock _lock = new();
    private readonly Random _random = new(HashCode.Combine(settings.Seed, settings.Station, number));
    private readonly List<SiteSale> _open = [];
    private readonly Dictionary<string, string> _past = [];
    private TaskCompletionSource<Credit>? _unlock;
    private TaskCompletionSource _cleared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _next = time.GetUtcNow().ToUnixTimeSeconds();
    private bool _flowing;
    private bool _interrupted;

    private sealed record Credit(string Transaction, long Fen, IReadOnlyList<string> Products);

    public int Number => number;

    public bool PaysBefore { get; } = number % 2 == 0 && !settings.AllAfter;

    public string State { get; private set; } = number % 2 == 0 && !settings.AllAfter ? "locked" : "free";

    public IReadOnlyList<SiteSale> Open
    {
        get
        {
            lock (_lock)
                return [.. _open];
        }
    }

    public async Task RunAsync(CancellationToken ct)
    {
        while (true)
        {
            if (PaysBefore)
                await ServeAuthorisedAsync(ct);
            else
                await ServeAsync(ct);
        }
    }

    /// <summary>Handles UNLOCKPUMP.</summary>
    /// <returns>The error; null when the pump was unlocked.</returns>
    public string? Unlock(string transaction, long creditFen, IReadOnlyList<string> products)
    {
        lock (_lock)
        {
            if (State != "locked" || _unlock is not { Task.IsCompleted: false })
                return "412 not to be unlocked now";
            journal.Write("unlocked", settings.Station, number, transaction, amountFen: creditFen);
            _unlock.SetResult(new(transaction, creditFen, products));
            return null;
        }
    }

    /// <summary>Handles LOCKPUMP.</summary>
    /// <returns>The error; null when the pump was locked.</returns>
    public string? Lock()
    {
        lock (_lock)
        {
            if (_flowing || _open.Count > 0)
                return "402 fuel was given";
            if (State == "locked" && _unlock is { Task.IsCompleted: false })
                return "423 locked already";
            journal.Write("locked", settings.Station, number);
            _interrupted = true;
            return null;
        }
    }

    /// <summary>Handles CLEAR.</summary>
    /// <returns>The error; null when the sale was cleared.</returns>
    public string? Clear(string transaction, string clearedBy)
    {
        lock (_lock)
        {
            if (_past.TryGetValue(transaction, out var by))
                return by == clearedBy ? "410 cleared before" : "403 paid in the shop";
            var at = _open.FindIndex(sale => sale.Transaction == transaction);
            if (at < 0)
                return "404 unknown transaction";
            journal.Write(
                "cleared",
                settings.Station,
                number,
                transaction,
                _open[at].VolumeMl,
                _open[at].AmountFen,
                clearedBy
            );
            End(at, clearedBy);
            return null;
        }
    }

    private async Task ServeAsync(CancellationToken ct)
    {
        ChangeState("free");
        await PauseAsync(settings.NextCar.Least, settings.NextCar.Most, ct);
        var sale = await FuelAsync($"{number}-{Interlocked.Increment(ref _next)}", long.MaxValue, Pick(null), ct);
        ChangeState("ready-to-pay");
        await WaitForPaymentAsync(sale, ct);
    }

    private async Task ServeAuthorisedAsync(CancellationToken ct)
    {
        TaskCompletionSource<Credit> unlock;
        lock (_lock)
            (unlock, _interrupted) = (_unlock = new(TaskCreationOptions.RunContinuationsAsynchronously), false);
        ChangeState("locked");
        var credit = await unlock.Task.WaitAsync(ct);
        ChangeState("free");
        try
        {
            await PauseAsync(2, 8, ct);
            bool interrupted;
            lock (_lock)
                (interrupted, _flowing) = (_interrupted, !_interrupted);
            if (interrupted)
                return;
            if (_random.NextDouble() < settings.Faults.Abort)
            {
                lock (_lock)
                    _flowing = false;
                journal.Write("aborted", settings.Station, number, credit.Transaction);
                send($"C{number} LOCKEDPUMP {number} {credit.Transaction} aborted");
                return;
            }
            var sale = await FuelAsync(credit.Transaction, credit.Fen, Pick(credit.Products), ct);
            ChangeState("locked");
            await WaitForPaymentAsync(sale, ct);
        }
        finally
        {
            lock (_lock)
                _unlock = null;
        }
    }

    private async Task<SiteSale> FuelAsync(
        string transaction,
        long creditFen,
        SiteProduct product,
        CancellationToken ct
    )
    {
        lock (_lock)
            _flowing = true;
        ChangeState("in-use");
        journal.Write("started", settings.Station, number, transaction);
        var most = creditFen == long.MaxValue ? long.MaxValue : creditFen * 10_000 / product.PriceMilli;
        var wanted = Math.Min(most, _random.NextInt64(8_000, 55_000));
        var rebootAt = _random.NextDouble() < settings.Faults.RebootAFuelling ? wanted / 2 : long.MaxValue;
        var id = PaysBefore ? transaction : "-";
        long volume = 0;
        while (volume < wanted)
        {
            await Task.Delay(settings.MeterEvery, time, ct);
            volume = Math.Min(
                wanted,
                volume
                    + (long)(
                        MlPerSecond
                        * settings.MeterEvery.TotalSeconds
                        * settings.Pace
                        * (0.9 + _random.NextDouble() * 0.2)
                    )
            );
            send($"* METER {number} {id} {product.Id} {volume} {volume * product.PriceMilli / 10_000}");
            if (volume < rebootAt)
                continue;
            rebootAt = long.MaxValue;
            journal.Write("reboot", settings.Station, number, transaction, volume);
            reboot();
        }
        var shown = settings.VolumeDecimals == 3 ? volume : (volume + 5) / 10 * 10;
        var sale = new SiteSale(number, transaction, product, shown, volume * product.PriceMilli / 10_000)
        {
            VolumeDecimals = settings.VolumeDecimals,
        };
        journal.Write("sold", settings.Station, number, transaction, sale.VolumeMl, sale.AmountFen);
        lock (_lock)
        {
            _flowing = false;
            _open.Add(sale);
            _cleared = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        send("* " + sale.Line);
        if (_random.NextDouble() < settings.Faults.Resend)
            send("* " + sale.Line);
        return sale;
    }

    // The driver may pay by phone; otherwise the driver pays in the shop, or drives off and the sale is deferred.
    private async Task WaitForPaymentAsync(SiteSale sale, CancellationToken ct)
    {
        try
        {
            var stays = PaysBefore || settings.PhoneTime == Timeout.InfiniteTimeSpan;
            await _cleared.Task.WaitAsync(
                stays ? Timeout.InfiniteTimeSpan : settings.PhoneTime / settings.Pace,
                time,
                ct
            );
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                var at = _open.IndexOf(sale);
                if (at < 0)
                    return;
                if (_random.NextDouble() < settings.Faults.PaidInside)
                {
                    journal.Write("inside", settings.Station, number, sale.Transaction, sale.VolumeMl, sale.AmountFen);
                    End(at, "inside");
                }
                else
                    _open[at] = sale with { Status = "deferred" };
            }
        }
    }

    private void End(int at, string by)
    {
        _past[_open[at].Transaction] = by;
        _open.RemoveAt(at);
        _cleared.TrySetResult();
    }

    private SiteProduct Pick(IReadOnlyList<string>? allowed)
    {
        var choice = SiteProduct
            .Usual.Where(product => allowed is null or { Count: 0 } || allowed.Contains(product.Id))
            .ToArray();
        return choice.Length > 0 ? choice[_random.Next(choice.Length)] : SiteProduct.Usual[1];
    }

    private void ChangeState(string state)
    {
        lock (_lock)
            State = state;
        send($"* PUMP {number} {state}");
    }

    private Task PauseAsync(double from, double to, CancellationToken ct) =>
        Task.Delay(TimeSpan.FromSeconds((from + _random.NextDouble() * (to - from)) / settings.Pace), time, ct);
}

/// <summary>A fuelling that ended and is not paid yet.</summary>
internal sealed record SiteSale(
    int Pump,
    string Transaction,
    SiteProduct Product,
    long VolumeMl,
    long AmountFen,
    string Status = "open"
)
{
    public int VolumeDecimals { get; init; } = 3;

    public string Line
    {
        get
        {
            var net = AmountFen * 100 / 113;
            return $"TRANSACTION {Pump} {Transaction} {Status} {Product.Id} CNY {Fixed(AmountFen, 2)} {Fixed(net, 2)} 13.0 "
                + $"{Fixed(AmountFen - net, 2)} LTR {Litres} {Fixed(Product.PriceMilli, 3)}";
        }
    }

    private string Litres => VolumeDecimals == 3 ? Fixed(VolumeMl, 3) : Fixed(VolumeMl / 10, 2);

    public static string Fixed(long value, int places)
    {
        var digits = value.ToString(CultureInfo.InvariantCulture).PadLeft(places + 1, '0');
        return $"{digits[..^places]}.{digits[^places..]}";
    }
}
