using System.Globalization;
using System.Text;

namespace FuelGrains.Load.Benchmarks.Generators;

/// <summary>The bytes of order requests: customers take turns, and each request has an idempotency key of its own.</summary>
internal sealed class OrderRequests
{
    private const string Body = """{"quantity":1}""";
    private const int LongestKey = 64;

    private static readonly byte[] Tail = Encoding.ASCII.GetBytes($"\r\n\r\n{Body}");

    private readonly byte[][] _heads;
    private readonly string _run = RunId.New();
    private long _written;

    /// <param name="urls">Requests go to these in turn.</param>
    public OrderRequests(IReadOnlyList<Uri> urls, IReadOnlyList<string> tokens)
    {
        Server = urls[0];
        var pairs = Math.Max(urls.Count, tokens.Count);
        _heads = [.. Enumerable.Range(0, pairs).Select(i => Head(urls[i % urls.Count], tokens[i % tokens.Count]))];
    }

    public Uri Server { get; }

    /// <summary>Writes the next request, whichever run asks for it; the buffer is from <see cref="Buffer"/>.</summary>
    public ReadOnlyMemory<byte> Write(byte[] buffer)
    {
        var number = Interlocked.Increment(ref _written);
        var head = _heads[number % _heads.Length];
        head.CopyTo(buffer, 0);
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{number}");
        var length = head.Length + Encoding.ASCII.GetBytes(key, buffer.AsSpan(head.Length));
        Tail.CopyTo(buffer, length);
        return buffer.AsMemory(0, length + Tail.Length);
    }

    public byte[] Buffer() => new byte[_heads.Max(head => head.Length) + LongestKey + Tail.Length];

    private static byte[] Head(Uri url, string token) =>
        Encoding.ASCII.GetBytes(
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {token}\r\n"
                + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\nIdempotency-Key: "
        );
}
