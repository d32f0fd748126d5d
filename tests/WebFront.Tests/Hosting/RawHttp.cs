using System.Net.Sockets;
using System.Text;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Sends bytes that no HTTP client would send, and reads the answer.</summary>
public static class RawHttp
{
    public static async Task<Answer> SendAsync(
        Uri address,
        string method,
        string path,
        string[] headers,
        string body = ""
    )
    {
        var head = string.Join(
            "\r\n",
            [$"{method} {path} HTTP/1.1", $"Host: {address.Authority}", "Connection: close", .. headers]
        );
        var length =
            body.Length > 0 || method == "POST" ? $"\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}" : "";
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes($"{head}{length}\r\n\r\n{body}"),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    private static Answer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var response = new HttpResponseMessage(
            (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)
        );
        foreach (var line in lines[1..])
        {
            var (name, value) = (
                line[..line.IndexOf(':', StringComparison.Ordinal)],
                line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()
            );
            if (!response.Headers.TryAddWithoutValidation(name, value))
                response.Content.Headers.TryAddWithoutValidation(name, value);
        }
        return new(response, Unchunk(text[(end + 4)..], response.Headers.TransferEncodingChunked == true));
    }

    private static string Unchunk(string body, bool chunked)
    {
        if (!chunked)
            return body;
        var whole = new StringBuilder();
        while (
            body.IndexOf("\r\n", StringComparison.Ordinal) is > 0 and var line
            && Convert.ToInt32(body[..line], 16) is > 0 and var size
        )
        {
            // Sizes count bytes; problems are ASCII.
            whole.Append(body.AsSpan(line + 2, size));
            body = body[(line + 2 + size + 2)..];
        }
        return whole.ToString();
    }
}
