using System.Globalization;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace FuelGrains.Load.Forecourt;

/// <summary>
/// A forecourt with its controller: an OpenFSC client like any other, with our METER beside it. The controller dials in,
/// answers, drops out and reboots; its pumps never notice.
/// </summary>
internal sealed class SimulatedSite
{
    private const string Capabilities =
        "CLEAR HEARTBEAT LOCKPUMP METER PRICES PRODUCTS PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP";
    private const int MostUntold = 1_000;
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(4);

    // What is asked after a login, all of it.
    private static readonly string[] Everything = ["PRODUCTS", "PRICES", "PUMPS", "TRANSACTIONS"];

    private readonly SiteSettings _settings;
    private readonly MeterJournal _journal;
    private readonly TimeProvider _time;
    private readonly SitePump[] _pumps;
    private readonly Random _random;
    private Channel<string>? _line;
    private SiteSocket? _socket;
    private volatile string[] _told = [];

    public SimulatedSite(SiteSettings settings, MeterJournal journal, TimeProvider time)
    {
        (_settings, _journal, _time) = (settings, journal, time);
        _random = new(HashCode.Combine(settings.Seed, settings.Station));
        _pumps =
        [
            .. Enumerable
                .Range(1, settings.Pumps)
                .Select(number => new SitePump(number, settings, journal, time, Tell, () => _socket?.Cut())),
        ];
    }

    /// <summary>Told of each METER as it is written to the socket: pump and millilitres.</summary>
    public Action<int, long>? Metered { get; init; }

    /// <summary>Told of each PUMP as it is written to the socket: pump and state.</summary>
    public Action<int, string>? Changed { get; init; }

    /// <summary>How often it has logged in.</summary>
    public int Logins { get; private set; }

    public bool IsOnline => _socket is not null;

    /// <summary>It was asked for products, prices, pumps and transactions over the connection that it has now, and answered.</summary>
    public bool HasToldEverything =>
        IsOnline && Array.TrueForAll(Everything, method => Array.IndexOf(_told, method) >= 0);

    /// <summary>As a cable that is pulled; the controller dials again by itself.</summary>
    public void Cut() => _socket?.Cut();

    public Task RunAsync(CancellationToken ct) =>
        Task.WhenAll([StayConnectedAsync(ct), .. _pumps.Select(pump => pump.RunAsync(ct))]);

    private async Task StayConnectedAsync(CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var before = Logins;
            try
            {
                await ConnectAsync(ct);
            }
            catch (Exception error)
                when (!ct.IsCancellationRequested
                    && error
                        is (
                            WebSocketException
                            or IOException
                            or HttpRequestException
                            or OperationCanceledException
                            or ObjectDisposedException
                        )
                )
            {
                // Cut off (a receive that is aborted counts as cancelled), or nobody there: dial again.
            }
            if (Logins > before)
                attempt = 0;
            var wait = TimeSpan.FromMilliseconds(
                100 * Math.Pow(2, Math.Min(attempt, 10)) * (0.5 + _random.NextDouble())
            );
            await Task.Delay(wait < LongestRetry ? wait : LongestRetry, _time, ct);
        }
    }

    private async Task ConnectAsync(CancellationToken ct)
    {
        using var socket = new SiteSocket();
        await socket.DialAsync(_settings.Server, ct);
        await socket.SayAsync("* CAPABILITY " + Capabilities, ct);
        await socket.SayAsync("C0 CHARSET UTF-8", ct);
        await socket.SayAsync($"C1 PLAINAUTH {_settings.Station} {_settings.Secret}", ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var untold = Channel.CreateBounded<string>(
            new BoundedChannelOptions(MostUntold) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        var telling = TellAsync(socket, untold.Reader, over.Token);
        try
        {
            await foreach (var line in socket.LinesAsync(ct))
            {
                if (line.StartsWith("C1 ", StringComparison.Ordinal))
                {
                    if (line != "C1 OK")
                        return;
                    Logins++;
                    (_told, _socket, _line) = ([], socket, untold);
                }
                else if (line.Split(' ') is [['S', ..] tag, var method, .. var arguments])
                    Answer(untold, tag, method, arguments);
                else if (line.StartsWith("* QUIT", StringComparison.Ordinal))
                    return;
            }
        }
        finally
        {
            (_socket, _line) = (null, null);
            await over.CancelAsync();
            await telling;
        }
    }

    private async Task TellAsync(SiteSocket socket, ChannelReader<string> untold, CancellationToken over)
    {
        try
        {
            var next = _time.GetTimestamp();
            await foreach (var line in untold.ReadAllAsync(over))
            {
                Watch(line);
                await socket.SayAsync(line, over);
                if (_time.GetElapsedTime(next) < TimeSpan.FromSeconds(1))
                    continue;
                next = _time.GetTimestamp();
                if (_random.NextDouble() >= _settings.Faults.OfflineASecond)
                    continue;
                _journal.Write("offline", _settings.Station, 0);
                socket.Cut();
            }
        }
        catch (Exception error)
            when (error is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            // The reader finds out, too.
        }
    }

    private void Watch(string line)
    {
        if (Metered is { } metered && line.Split(' ') is ["*", "METER", var pump, _, _, var ml, ..])
            metered(int.Parse(pump, CultureInfo.InvariantCulture), long.Parse(ml, CultureInfo.InvariantCulture));
        else if (Changed is { } changed && line.Split(' ') is ["*", "PUMP", var of, var state])
            changed(int.Parse(of, CultureInfo.InvariantCulture), state);
    }

    private void Tell(string line) => _line?.Writer.TryWrite(line);

    private void Answer(Channel<string> untold, string tag, string method, string[] arguments)
    {
        var error = method switch
        {
            "HEARTBEAT" => Say($"{tag} BEAT {_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            "PRODUCTS" => Say([
                .. SiteProduct.Usual.Select(product => $"* PRODUCT {product.Id} {product.Category} 13.0"),
            ]),
            "PRICES" => Say([
                .. SiteProduct.Usual.Select(product =>
                    $"* PRICE {product.Id} LTR CNY {SiteSale.Fixed(product.PriceMilli, 3)} {product.Name}"
                ),
            ]),
            "PUMPS" => Say([
                .. _pumps.Select(pump =>
                    string.Create(CultureInfo.InvariantCulture, $"* PUMP {pump.Number} {pump.State}")
                ),
            ]),
            "PUMPSTATUS" => At(
                arguments,
                pump => Say(string.Create(CultureInfo.InvariantCulture, $"* PUMP {pump.Number} {pump.State}"))
            ),
            "TRANSACTIONS" when arguments.Length == 0 => Say([
                .. _pumps.SelectMany(pump => pump.Open).Select(sale => "* " + sale.Line),
            ]),
            "TRANSACTIONS" => At(arguments, pump => Say([.. pump.Open.Select(sale => "* " + sale.Line)])),
            "UNLOCKPUMP" when arguments is [_, _, var credit, var transaction, _, .. var products] => At(
                arguments,
                pump => pump.Unlock(transaction, Fen(credit), products)
            ),
            "LOCKPUMP" => At(arguments, pump => pump.Lock()),
            "CLEAR" when arguments is [_, var transaction, var id, ..] => At(
                arguments,
                pump => pump.Clear(transaction, id)
            ),
            _ => "405 unknown method",
        };
        // What is lost is the answer: the pump did it.
        if (method is "UNLOCKPUMP" or "LOCKPUMP" or "CLEAR" && _random.NextDouble() < _settings.Faults.LostAnswer)
            return;
        untold.Writer.TryWrite(error is null ? $"{tag} OK" : $"{tag} ERR {error}");
        if (error is null && arguments.Length == 0 && Array.IndexOf(Everything, method) >= 0 && !_told.Contains(method))
            _told = [.. _told, method];

        string? Say(params string[] lines)
        {
            foreach (var line in lines)
                untold.Writer.TryWrite(line);
            return null;
        }
    }

    private string? At(string[] arguments, Func<SitePump, string?> act) =>
        int.TryParse(arguments.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1
        && number <= _pumps.Length
            ? act(_pumps[number - 1])
            : "404 no such pump";

    private static long Fen(string yuan) => (long)(decimal.Parse(yuan, CultureInfo.InvariantCulture) * 100);
}
