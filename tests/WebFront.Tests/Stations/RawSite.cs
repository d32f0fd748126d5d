using System.Net.WebSockets;
using System.Text;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A site controller typed by hand: lines out, lines in, over a raw WebSocket.</summary>
public sealed class RawSite : IAsyncDisposable
{
    public const string EverythingButMeter =
        "CLEAR HEARTBEAT LOCKPUMP PRICES PRODUCTS PUMPS PUMPSTATUS QUIT TRANSACTIONS UNLOCKPUMP";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _unread = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The kind of the frame read last.</summary>
    public WebSocketMessageType Kind { get; private set; }

    /// <summary>How many messages that frame held.</summary>
    public int LinesInFrame { get; private set; }

    public static async Task<RawSite> DialAsync(Uri address)
    {
        var site = new RawSite();
        await site._socket.ConnectAsync(new UriBuilder(new Uri(address, "/openfsc")) { Scheme = "ws" }.Uri, Ct);
        return site;
    }

    /// <summary>Dials, greets and logs in, without answering what is asked then.</summary>
    public static Task<RawSite> LogInAsync(
        Uri address,
        TestStation station,
        string capabilities = EverythingButMeter
    ) => LogInAsync(address, station.Id, station.Secret, capabilities);

    public static async Task<RawSite> LogInAsync(Uri address, Guid station, string secret, string capabilities)
    {
        var site = await DialAsync(address);
        await site.GreetAsync(capabilities);
        await site.SayAsync("C0 CHARSET UTF-8");
        (await site.HearAsync()).ShouldBe("C0 OK");
        await site.SayAsync($"C1 PLAINAUTH {station} {secret}");
        (await site.HearAsync(line => line.StartsWith("C1 ", StringComparison.Ordinal))).ShouldBe("C1 OK");
        return site;
    }

    public async Task GreetAsync(string capabilities = EverythingButMeter)
    {
        (await HearAsync()).ShouldStartWith("* CAPABILITY ");
        await SayAsync($"* CAPABILITY {capabilities}");
    }

    public Task SayAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\r\n"));

    public Task SendAsync(byte[] frame, WebSocketMessageType kind = WebSocketMessageType.Binary) =>
        _socket.SendAsync(frame, kind, endOfMessage: true, Ct);

    /// <summary>The next line; null when the server hung up.</summary>
    public async Task<string?> HearAsync()
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var text = _unread.ToString();
            if (text.IndexOf("\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                _unread.Remove(0, end + 2);
                return text[..end];
            }
            try
            {
                var got = await _socket.ReceiveAsync(buffer, Ct).WaitAsync(Deadline, Ct);
                if (got.MessageType == WebSocketMessageType.Close)
                    return null;
                Kind = got.MessageType;
                var frame = Encoding.UTF8.GetString(buffer, 0, got.Count);
                LinesInFrame = frame.Split("\r\n").Length - 1;
                _unread.Append(frame);
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }

    /// <summary>The first line that is as wished; others are passed over.</summary>
    public async Task<string> HearAsync(Func<string, bool> wished)
    {
        while (await HearAsync() is { } line)
            if (wished(line))
                return line;
        throw new InvalidOperationException("The server hung up.");
    }

    /// <summary>Answers the server's next request of this method: its notifications first, then OK (or what is said instead).</summary>
    public async Task<string> AnswerAsync(string method, string[]? notifications = null, string conclusion = "OK")
    {
        var request = await HearAsync(line => line.Split(' ') is [_, var said, ..] && said == method);
        foreach (var notification in notifications ?? [])
            await SayAsync("* " + notification);
        await SayAsync($"{request.Split(' ')[0]} {conclusion}");
        return request;
    }

    /// <summary>Answers the four questions that follow a login.</summary>
    public async Task IntroduceAsync(string[] prices, string[] pumps, string[]? transactions = null)
    {
        await AnswerAsync("PRODUCTS", ["PRODUCT 95 ron95e10 13.0"]);
        await AnswerAsync("PRICES", prices);
        await AnswerAsync("PUMPS", pumps);
        await AnswerAsync("TRANSACTIONS", transactions);
    }

    /// <summary>Reads until the server hangs up; answers its last word.</summary>
    public async Task<string?> ReadToEndAsync()
    {
        string? last = null;
        while (await HearAsync() is { } line)
            last = line;
        return last;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
