using FuelGrains.WebFront.Tests.Stations;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>The door of the hub: WebSockets only, a bounded number of one address, and never at the cost of the sites.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class DoorTests(InProcessOnSqlite product) : WireTests(product)
{
    [Fact]
    public async Task Nothing_but_a_web_socket_reaches_the_hub()
    {
        (await Product.Anonymous.PostAsync("/hubs/live/negotiate?negotiateVersion=1")).ShouldBeProblem(
            400,
            "bad-request"
        );
        (await Product.Anonymous.GetAsync("/hubs/live")).ShouldBeProblem(400, "bad-request");
        (await Product.Anonymous.PostAsync("/hubs/live?id=x", new { })).ShouldBeProblem(400, "bad-request");
        (
            await RawHttp.SendAsync(
                Product.Address,
                "POST",
                "/hubs/live/negotiate",
                ["Upgrade: websocket", "Content-Type: text/plain"]
            )
        ).ShouldBeProblem(400, "bad-request");
    }

    [Fact]
    public async Task An_address_has_as_many_connections_as_its_limit_and_gets_them_back()
    {
        await using var front = Product.StartFront(
            new()
            {
                ["Live:MaxConnectionsPerAddress"] = "2",
                ["Live:MaxConnections"] = "3",
                ["Front:KnownProxies:0"] = "127.0.0.1",
            }
        );
        var mine = new List<RawSocket>();
        for (var i = 0; i < 2; i++)
            mine.Add(await FromAsync(front, "192.0.2.1"));
        mine.ShouldAllBe(socket => socket.Status == 101);
        (await FromAsync(front, "192.0.2.1")).Status.ShouldBe(429);
        await using var other = await FromAsync(front, "192.0.2.2");
        other.Status.ShouldBe(101);
        (await FromAsync(front, "192.0.2.3")).Status.ShouldBe(503);

        await using (var site = await RawSite.DialAsync(front.Address))
            (await site.HearAsync()).ShouldStartWith("* CAPABILITY ");

        foreach (var socket in mine)
            await socket.DisposeAsync();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () =>
            {
                await using var again = await FromAsync(front, "192.0.2.1");
                return again.Status == 101;
            }
        );
    }

    [Fact]
    public async Task One_address_cannot_take_the_places_of_all_sites()
    {
        await using var front = Product.StartFront(new() { ["OpenFsc:MaxConnectionsPerAddress"] = "1" });
        await using var first = await RawSite.DialAsync(front.Address);
        (await first.HearAsync()).ShouldStartWith("* CAPABILITY ");
        var refused = await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() =>
            RawSite.DialAsync(front.Address)
        );
        refused.Message.ShouldContain("429");
        await using var viewer = await RawSocket.OpenAsync(front.Address);
        viewer.Status.ShouldBe(101);
    }

    private static Task<RawSocket> FromAsync(Front front, string address) =>
        RawSocket.OpenAsync(front.Address, "", ("X-Forwarded-For", address));
}
