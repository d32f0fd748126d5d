using System.Net.Sockets;
using System.Text;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Sends bytes that no HTTP client would send, and reads the answer.</summary>
public static class RawHttp
{
    public static async Task<Reply> SendAsync(
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
        using var answer = Parse(await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        return await Reply.ReadAsync(answer, TestContext.Current.CancellationToken);
    }

    private static HttpResponseMessage Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = text[..end].Split("\r\n");
        var response = new HttpResponseMessage(
            (HttpStatusCode)int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)
        );
        var body = text[(end + 4)..];
        var chunked = lines.Any(line => line.Equals("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase));
        response.Content = new StringContent(chunked ? Unchunk(body) : body);
        response.Content.Headers.Clear();
        foreach (var header in lines[1..].Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)))
            if (!response.Headers.TryAddWithoutValidation(header[0], header[1]))
                response.Content.Headers.TryAddWithoutValidation(header[0], header[1]);
        return response;
    }

    private static string Unchunk(string body)
    {
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
