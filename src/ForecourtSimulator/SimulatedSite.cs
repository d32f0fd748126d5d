using System.Globalization;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace FuelGrains.ForecourtSimulator;

/// <summary>
/// A forecourt with its controller. The controller is an OpenFSC client like any other, with the METER extension: it dials in, answers,
/// drops out and reboots, and the pumps go on meanwhile.
/// </summary>
public sealed class SimulatedSite
{
    private const string Capabilities =
        "CLEAR HEARTBEAT LOCKPUMP METER PRICES PRODUCTS PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP";
    private const int MostOutgoing = 1_000;
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(4);

    // The product asks for all of these after a login.
    private static readonly string[] Everything = ["PRODUCTS", "PRICES", "PUMPS", "TRANSACTIONS"];

    private readonly SiteSettings _settings;
    private readonly MeterJournal _journal;
    private readonly TimeProvider _time;
    private readonly SitePump[] _pumps;
    private readonly Random _random;
    private Channel<string>? _line;
    private SiteSocket? _socket;
    private volatile string[] _answered = [];

    public SimulatedSite(SiteSettings settings, MeterJournal journal, TimeProvider time)
    {
        (_settings, _journal, _time) = (settings, journal, time);
        _random = new(HashCode.Combine(settings.Seed, settings.Station));
        _pumps =
        [
            .. Enumerable
                .Range(1, settings.Pumps)
                .Select(number => new SitePump(number, settings, journal, time, Send, () => _socket?.Cut())),
        ];
    }

    /// <summary>Called with pump and millilitres for each METER just before the socket write.</summary>
    public Action<int, long>? Metered { get; init; }

    /// <summary>Called with pump and state for each PUMP just before the socket write.</summary>
    public Action<int, string>? Changed { get; init; }

    /// <summary>The number of logins so far.</summary>
    public int Logins { get; private set; }

    /// <summary>Whether the controller is logged in.</summary>
    public bool IsOnline => _socket is not null;

    /// <summary>Whether the controller has answered PRODUCTS, PRICES, PUMPS and TRANSACTIONS over its present connection.</summary>
    public bool HasAnsweredEverything =>
        IsOnline && Array.TrueForAll(Everything, method => Array.IndexOf(_answered, method) >= 0);

    /// <summary>Cuts the connection; the controller dials again by itself.</summary>
    public void Cut() => _socket?.Cut();

    /// <summary>Runs the controller and the pumps until <paramref name="ct"/> is cancelled.</summary>
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
                // The line was cut (an aborted receive counts as cancelled), or no server listens: the controller dials again.
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
        await socket.SendLineAsync("* CAPABILITY " + Capabilities, ct);
        await socket.SendLineAsync("C0 CHARSET UTF-8", ct);
        await socket.SendLineAsync($"C1 PLAINAUTH {_settings.Station} {_settings.Secret}", ct);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var outgoing = Channel.CreateBounded<string>(
            new BoundedChannelOptions(MostOutgoing) { FullMode = BoundedChannelFullMode.DropOldest }
        );
        var sending = SendAllAsync(socket, outgoing.Reader, over.Token);
        try
        {
            await foreach (var line in socket.LinesAsync(ct))
            {
                if (line.StartsWith("C1 ", StringComparison.Ordinal))
                {
                    if (line != "C1 OK")
                        return;
                    Logins++;
                    (_answered, _socket, _line) = ([], socket, outgoing);
                }
                else if (line.Split(' ') is [['S', ..] tag, var method, .. var arguments])
                    Answer(outgoing, tag, method, arguments);
                else if (line.StartsWith("* QUIT", StringComparison.Ordinal))
                    return;
            }
        }
        finally
        {
            (_socket, _line) = (null, null);
            await over.CancelAsync();
            await sending;
        }
    }

    private async Task SendAllAsync(SiteSocket socket, ChannelReader<string> outgoing, CancellationToken over)
    {
        try
        {
            var next = _time.GetTimestamp();
            await foreach (var line in outgoing.ReadAllAsync(over))
            {
                Watch(line);
                await socket.SendLineAsync(line, over);
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
            // The reading side ends the connection.
        }
    }

    private void Watch(string line)
    {
        if (Metered is { } metered && line.Split(' ') is ["*", "METER", var pump, _, _, var ml, ..])
            metered(int.Parse(pump, CultureInfo.InvariantCulture), long.Parse(ml, CultureInfo.InvariantCulture));
        else if (Changed is { } changed && line.Split(' ') is ["*", "PUMP", var of, var state])
            changed(int.Parse(of, CultureInfo.InvariantCulture), state);
    }

    private void Send(string line) => _line?.Writer.TryWrite(line);

    private void Answer(Channel<string> outgoing, string tag, string method, string[] arguments)
    {
        var error = method switch
        {
            "HEARTBEAT" => Reply($"{tag} BEAT {_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}"),
            "PRODUCTS" => Reply([
                .. SiteProduct.Usual.Select(product => $"* PRODUCT {product.Id} {product.Category} 13.0"),
            ]),
            "PRICES" => Reply([
                .. SiteProduct.Usual.Select(product =>
                    $"* PRICE {product.Id} LTR CNY {SiteSale.Fixed(product.PriceMilli, 3)} {product.Name}"
                ),
            ]),
            "PUMPS" => Reply([.. _pumps.Select(pump => $"* PUMP {pump.Number} {pump.State}")]),
            "PUMPSTATUS" => At(arguments, pump => Reply($"* PUMP {pump.Number} {pump.State}")),
            "TRANSACTIONS" when arguments.Length == 0 => Reply([
                .. _pumps.SelectMany(pump => pump.Open).Select(sale => "* " + sale.Line),
            ]),
            "TRANSACTIONS" => At(arguments, pump => Reply([.. pump.Open.Select(sale => "* " + sale.Line)])),
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
        // Only the answer is lost: the pump has done what it was told.
        if (method is "UNLOCKPUMP" or "LOCKPUMP" or "CLEAR" && _random.NextDouble() < _settings.Faults.LostAnswer)
            return;
        outgoing.Writer.TryWrite(error is null ? $"{tag} OK" : $"{tag} ERR {error}");
        if (
            error is null
            && arguments.Length == 0
            && Array.IndexOf(Everything, method) >= 0
            && !_answered.Contains(method)
        )
            _answered = [.. _answered, method];

        string? Reply(params string[] lines)
        {
            foreach (var line in lines)
                outgoing.Writer.TryWrite(line);
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
