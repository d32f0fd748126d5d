using System.Net;
using System.Net.Sockets;
using System.Text;

namespace FuelGrains.Load.Tests.Benchmarks.Generators;

/// <summary>Tests when a reply is whole, and that a broken connection is told from an answer.</summary>
public sealed class HttpConnectionTests
{
    private const string Created = "HTTP/1.1 201 Created\r\n";

    [Theory]
    [InlineData(Created + "Content-Length: 2\r\n\r\n{}", true)]
    [InlineData(Created + "Content-Length: 2\r\n\r\n{", false)]
    [InlineData(Created + "Content-Length: 0\r\n\r\n", true)]
    [InlineData(Created + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true)]
    [InlineData(Created + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", false)]
    [InlineData(Created + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", true)]
    [InlineData(Created + "Content-Length: 2\r\n", false)]
    public void A_reply_is_whole_when_its_last_byte_came(string reply, bool whole) =>
        HttpConnection.IsWhole(Encoding.ASCII.GetBytes(reply)).ShouldBe(whole);

    [Fact]
    public async Task A_reply_that_ends_early_is_no_status_and_the_next_request_connects_anew()
    {
        var stop = TestContext.Current.CancellationToken;
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = AnswerAsync(listener, [Created + "Content-Le", Created + "Content-Length: 0\r\n\r\n"], stop);
        using var connection = new HttpConnection(new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));
        (await connection.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), stop)).ShouldBe(0);
        (await connection.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), stop)).ShouldBe(201);
        await server;
    }

    private static async Task AnswerAsync(TcpListener listener, string[] replies, CancellationToken stop)
    {
        foreach (var reply in replies)
        {
            using var client = await listener.AcceptTcpClientAsync(stop);
            await using var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[1], 1, cancellationToken: stop);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(reply), stop);
        }
    }
}
