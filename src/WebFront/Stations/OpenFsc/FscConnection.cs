using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations.OpenFsc;

/// <summary>The services that all connections share.</summary>
internal sealed record FscServices(
    FscLimits Limits,
    FscLogins Logins,
    RateLimits Rates,
    TimeProvider Time,
    ILogger Log
);

/// <summary>
/// A WebSocket of a site: bytes in, lines to sessions, one message a frame out. Writing never waits for the client: a client that does not
/// read is dropped.
/// </summary>
internal sealed partial class FscConnection : IDisposable
{
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(10);

    private readonly WebSocket _socket;
    private readonly FscServices _services;
    private readonly IPAddress? _peer;
    private readonly FscSession _initial;
    private readonly FscThrottle _throttle;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FscSession> _sessions = new(StringComparer.Ordinal);
    private readonly Channel<byte[]> _unsent;
    private readonly CancellationTokenSource _over = new();
    private HashSet<string>? _capabilities;

    // CAPABILITY goes out before the client has shown its kind: binary, as the specification's own clients expect.
    private volatile WebSocketMessageType _kind = WebSocketMessageType.Binary;
    private int _broken;
    private int _order;
    private volatile bool _loggedIn;
    private long _waitingSince;
    private int _loginsUnderWay;
    private volatile bool _closing;

    public FscConnection(WebSocket socket, FscServices services, IPAddress? peer)
    {
        (_socket, _services, _peer) = (socket, services, peer);
        _waitingSince = services.Time.GetTimestamp();
        _throttle = new(services.Limits.LinesPerSecond, services.Limits.LineBurst, services.Time);
        _unsent = Channel.CreateBounded<byte[]>(services.Limits.MaxUnsent);
        _initial = new("", null, 0, this, services);
    }

    public Encoding Encoding { get; set; } = FscCharset.Ascii;

    public bool HasCapabilities => _capabilities is not null;

    public bool IsMultiplexed => Volatile.Read(ref _order) > 0;

    /// <summary>False when too many logins of this address failed.</summary>
    public bool MayGuess => _services.Rates.AllowsUnverified(_peer);

    public IReadOnlyList<FscSession> Multiplexed
    {
        get
        {
            lock (_lock)
                return [.. _sessions.Values];
        }
    }

    public IEnumerable<FscSession> Sessions => [_initial, .. Multiplexed];

    public bool ClientCan(string method) => _capabilities?.Contains(method) == true;

    public void LoggedIn() => _loggedIn = true;

    /// <summary>Stops the site's login deadline: when two thousand sites log in at once, the last has its turn late.</summary>
    public void LoginBegins() => Interlocked.Increment(ref _loginsUnderWay);

    public void LoginEnds()
    {
        Volatile.Write(ref _waitingSince, _services.Time.GetTimestamp());
        Interlocked.Decrement(ref _loginsUnderWay);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        await using var stopping = stop.Register(() => Close(_initial, "the server is restarting"));
        Send(new("", FscMessage.Notification, FscMethod.Capability, FscMethod.Announced));
        var writing = WriteAsync();
        try
        {
            await ReadAsync(_over.Token);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            LogGone(_services.Log, _peer, error.Message);
        }
        finally
        {
            _closing = true;
            _unsent.Writer.TryComplete();
            foreach (var session in Sessions)
                session.Dispose();
            await writing;
        }
    }

    public void Dispose()
    {
        _initial.Dispose();
        _over.Dispose();
    }

    /// <summary>Queues a message in the present encoding.</summary>
    public void Send(FscMessage message)
    {
        var line = FscCharset.Encode(Encoding, message + "\r\n");
        // A full queue is a client that does not read.
        if (!_unsent.Writer.TryWrite(line) && !_closing)
            Abort();
    }

    /// <summary>Adds a session. Null: added; otherwise the error for the client.</summary>
    public string? AddSession(string id, int? priority)
    {
        lock (_lock)
        {
            if (_sessions.ContainsKey(id))
                return FscError.SessionTaken;
            if (_sessions.Count >= _services.Limits.MaxSessions)
                return FscError.TooManySessions;
            _sessions[id] = new(id, priority, ++_order, this, _services);
            return null;
        }
    }

    /// <summary>Ends a session with a reason. The end of the initial session is the end of the connection.</summary>
    public void Close(FscSession session, string reason)
    {
        session.Notify(FscMethod.Quit, reason);
        if (session == _initial)
        {
            _closing = true;
            _unsent.Writer.TryComplete();
            return;
        }
        lock (_lock)
            _sessions.Remove(session.Id);
        session.Dispose();
    }

    public void CountBroken()
    {
        if (Interlocked.Increment(ref _broken) == _services.Limits.MaxBrokenLines)
            Close(_initial, "too many broken messages");
    }

    /// <summary>Checks the deadlines, once a second.</summary>
    public void Tick()
    {
        var waits = !_loggedIn && Volatile.Read(ref _loginsUnderWay) == 0;
        if (waits && _services.Time.GetElapsedTime(Volatile.Read(ref _waitingSince)) > _services.Limits.LoginWithin)
            Close(_initial, "no login in time");
        foreach (var session in Sessions)
            session.Tick();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[4 * 1024];
        var lines = new FscLines();
        var found = new List<(byte[] Line, FscLineFault Fault)>();
        while (!ct.IsCancellationRequested)
        {
            var got = await _socket.ReceiveAsync(buffer.AsMemory(), ct);
            if (got.MessageType == WebSocketMessageType.Close)
                return;
            _kind = got.MessageType;
            found.Clear();
            lines.Add(buffer.AsSpan(0, got.Count), (line, fault) => found.Add((line.ToArray(), fault)));
            foreach (var (line, fault) in found)
            {
                await _throttle.PassAsync(ct);
                // After QUIT no further line is read.
                if (!_closing)
                    await HandleAsync(line, fault, ct);
            }
        }
    }

    private async ValueTask HandleAsync(byte[] line, FscLineFault fault, CancellationToken ct)
    {
        var text = fault == FscLineFault.None ? FscCharset.Decode(Encoding, line) : null;
        // A tag is ASCII, so Latin-1 finds the tag of a line in another encoding: an error names the tag.
        var message = FscMessage.Parse(text ?? Encoding.Latin1.GetString(line), out var tag);
        if (fault == FscLineFault.TooLong)
            Refuse(tag, FscError.TooLong);
        else if (fault == FscLineFault.BadEnd)
            Refuse(tag, FscError.BadRequest);
        else if (text is null)
            Refuse(tag, FscError.WrongEncoding);
        else if (message is not { } sound || Find(sound.Session) is not { } session)
            Refuse(tag, FscError.BadRequest);
        else if (sound.Method == FscMethod.Capability)
            TakeCapabilities(sound);
        else
            await session.HandleAsync(sound, ct);
    }

    private void TakeCapabilities(FscMessage message)
    {
        if (message.IsNotification && message.Session.Length == 0 && _capabilities is null)
            _capabilities = message
                .Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Take(100)
                .ToHashSet(StringComparer.Ordinal);
        else
            Refuse(message.Session.Length > 0 ? $"{message.Session}.{message.Tag}" : message.Tag, FscError.WrongState);
    }

    // A fault of the line is reported even without a readable tag: the client has no other way to notice it.
    private void Refuse(string tag, string error)
    {
        CountBroken();
        Send(new("", tag, FscMethod.Err, error));
    }

    private void Abort()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection has ended already.
        }
    }

    private FscSession? Find(string session)
    {
        if (session.Length == 0)
            return _initial;
        lock (_lock)
            return _sessions.GetValueOrDefault(session);
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var line in _unsent.Reader.ReadAllAsync(_over.Token))
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_over.Token);
                deadline.CancelAfter(SendWithin);
                await _socket.SendAsync(line, _kind, WebSocketMessageFlags.EndOfMessage, deadline.Token);
            }
            using var closing = new CancellationTokenSource(SendWithin);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, closing.Token);
        }
        catch (Exception error)
            when (error is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogGone(_services.Log, _peer, error.Message);
        }
        finally
        {
            // A client that does not close its socket after QUIT is cut off.
            _over.CancelAfter(SendWithin / 2);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The connection of the site at {Peer} ended: {Reason}")]
    private static partial void LogGone(ILogger log, IPAddress? peer, string reason);
}
