using System.Text;

namespace FuelGrains.Load.Tests.Benchmarks.Generators;

/// <summary>Tests that requests are orders of their own: one that repeats a key is answered from memory, and measures nothing.</summary>
public sealed class OrderRequestsTests
{
    private static readonly Uri[] Urls = [new("http://127.0.0.1:1/orders/a"), new("http://127.0.0.1:1/orders/b")];

    [Fact]
    public void No_two_requests_have_the_same_key_and_all_urls_and_tokens_take_turns()
    {
        var requests = new OrderRequests(Urls, ["t1", "t2", "t3", "t4"]);
        string[] written = [.. Enumerable.Range(0, 8).Select(_ => Next(requests))];
        written.Select(text => Line(text, "Idempotency-Key: ")).Distinct().Count().ShouldBe(8);
        written.Count(text => text.StartsWith("POST /orders/a HTTP/1.1\r\n", StringComparison.Ordinal)).ShouldBe(4);
        written.Select(text => Line(text, "Authorization: ")).Distinct().Count().ShouldBe(4);
        written[0].ShouldEndWith("\r\n\r\n{\"quantity\":1}");
    }

    private static string Next(OrderRequests requests) =>
        Encoding.ASCII.GetString(requests.Write(requests.Buffer()).Span);

    private static string Line(string request, string start) =>
        request.Split("\r\n").Single(line => line.StartsWith(start, StringComparison.Ordinal));
}
