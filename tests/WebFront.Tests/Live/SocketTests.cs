using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>The hub's socket: spoken by hand, from foreign pages, with too much, and for longer than a token lives.</summary>
public abstract class SocketTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_plain_socket_speaks_the_protocol_by_hand()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 7);
        var alice = Product.NewCustomer();
        await using var socket = await RawSocket.OpenAsync(Product, $"access_token={alice.Token}");
        await socket.HandshakeAsync();

        await socket.CallAsync("1", "Subscribe", $"sale/{sale.Id}");
        var snapshot = (await socket.ReadAsync())!.Value;
        snapshot.GetProperty("type").GetInt32().ShouldBe(3);
        snapshot.GetProperty("invocationId").GetString().ShouldBe("1");
        snapshot.GetProperty("result").GetProperty("data").GetProperty("free").GetInt64().ShouldBe(7);
        await socket.CallAsync("2", "Subscribe", "me");
        (await socket.ReadAsync())!.Value.GetProperty("result").GetProperty("topic").GetString().ShouldBe("me");

        (await alice.OrderAsync(sale)).ShouldBeAccepted();
        var topics = new HashSet<string>();
        while (topics.Count < 2)
        {
            var update = (await socket.ReadAsync())!.Value;
            update.GetProperty("target").GetString().ShouldBe("update");
            topics.Add(update.GetProperty("arguments")[0].GetProperty("topic").GetString()!);
        }
        topics.ShouldBe([$"sale/{sale.Id}", "me"], ignoreOrder: true);
    }

    [Fact]
    public async Task Pages_of_other_origins_are_turned_away_and_no_origin_is_let_in()
    {
        foreach (
            var foreign in new[]
            {
                "https://evil.example",
                "null",
                $"http://{Product.Address.Host}:1",
                "http://evil.example/" + Product.Address.Authority,
            }
        )
            (await RawSocket.OpenAsync(Product, origin: foreign)).Status.ShouldBe(403, foreign);
        (await RawSocket.OpenAsync(Product, origin: $"http://{Product.Address.Authority}")).Status.ShouldBe(101);
        (await RawSocket.OpenAsync(Product)).Status.ShouldBe(101);
    }

    [Fact]
    public async Task A_bad_token_opens_no_door_to_own_orders()
    {
        await using var socket = await RawSocket.OpenAsync(Product, "access_token=bad.bad.bad");
        if (socket.Status != 101)
            socket.Status.ShouldBe(401);
        else
        {
            await socket.HandshakeAsync();
            await socket.CallAsync("1", "Subscribe", "me");
            (await socket.ReadAsync())!.Value.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task A_message_over_four_kilobytes_closes()
    {
        await using var socket = await RawSocket.OpenAsync(Product);
        await socket.HandshakeAsync();
        await socket.CallAsync("1", "Subscribe", new string('x', 5_000));
        await socket.ReadToEndAsync();
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Subscribe","arguments":[1,2,3]}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Nothing","arguments":[]}""")]
    public async Task Rubbish_is_refused_without_telling_of_the_inside(string message)
    {
        await using var socket = await RawSocket.OpenAsync(Product);
        await socket.HandshakeAsync();
        await socket.SendAsync(message);
        var answer = (await socket.ReadAsync())?.ToString() ?? "";
        answer.ShouldNotContain("   at ");
        answer.ShouldNotContain("FuelGrains");
    }

    [Fact]
    public async Task Who_calls_without_end_is_closed()
    {
        await using var socket = await RawSocket.OpenAsync(Product);
        await socket.HandshakeAsync();
        var reading = socket.ReadToEndAsync();
        try
        {
            for (var i = 0; i < 200 && !reading.IsCompleted; i++)
                await socket.CallAsync($"{i}", "Unsubscribe", "nothing");
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            // Hung up in the middle of it.
        }
        await reading;
    }

    [Fact]
    public async Task A_connection_ends_with_its_token()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var token = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = "fuelgrains",
                Audience = "fuelgrains",
                IssuedAt = now,
                NotBefore = now,
                Expires = now.AddSeconds(3),
                TokenType = "JWT",
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = Guid.NewGuid().ToString(),
                    ["role"] = new[] { "customer" },
                },
                SigningCredentials = new(
                    new SymmetricSecurityKey(Encoding.UTF8.GetBytes(ProductFixture.SigningKey)),
                    SecurityAlgorithms.HmacSha256
                ),
            }
        );
        await using var phone = await LiveClient.ConnectAsync(Product, token);
        await phone.Closed;
    }

    [Fact]
    public async Task No_token_and_no_secret_is_ever_logged()
    {
        var alice = Product.NewCustomer();
        await using (var socket = await RawSocket.OpenAsync(Product, $"access_token={alice.Token}"))
        {
            await socket.HandshakeAsync();
            await socket.CallAsync("1", "Subscribe", "me");
            await socket.ReadAsync();
            await socket.CallAsync("2", "Subscribe", "nothing");
            await socket.ReadAsync();
        }
        await RawSocket.OpenAsync(Product, $"access_token={alice.Token}", origin: "https://evil.example");
        await Product.Anonymous.GetAsync($"/hubs/live?access_token={alice.Token}");
        await Product.Anonymous.GetAsync($"/hubs/live?access_token={alice.Token}x");
        await Product.Anonymous.GetAsync($"/nothing?access_token={alice.Token}");
        await Product.Anonymous.PostAsync(
            "/api/admin/login",
            new { name = "admin", password = ProductFixture.AdminPassword }
        );

        Product.Log.Lines.ShouldContain(line =>
            line.StartsWith("Information Microsoft.AspNetCore", StringComparison.Ordinal)
        );
        foreach (
            var secret in new[]
            {
                alice.Token!,
                alice.Token!.Split('.')[1],
                ProductFixture.SigningKey,
                ProductFixture.AdminPassword,
                ProductFixture.MetricsToken,
                "session_key",
            }
        )
            Product.Log.Lines.Where(line => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SocketsInProcessOnSqlite(InProcessOnSqlite product) : SocketTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SocketsRemoteOnPostgres(RemoteOnPostgres product) : SocketTests(product);
