using FuelGrains.WebFront.Customers;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>A caller who asks too much is told to wait; all others are served.</summary>
public abstract class FloodTests(ProductFixture product) : WireTests(product)
{
    // The front is separate and its limits are low, so that the flood is small and meets no other test.
    private static readonly Dictionary<string, string> Low = new()
    {
        ["Limits:CustomerPerSecond"] = "0.01",
        ["Limits:CustomerBurst"] = "5",
        ["Limits:LoginPerAddressPerSecond"] = "0.01",
        ["Limits:LoginPerAddressBurst"] = "5",
    };

    [Fact]
    public async Task Floods_are_answered_429_and_others_are_served()
    {
        await using var front = Product.StartFront(Low);
        var tokens = front.Services.GetRequiredService<Tokens>();
        var (greedy, other) = (Product.At(front, Token(tokens)), Product.At(front, Token(tokens)));

        var answers = new List<Reply>();
        for (var i = 0; i < 8; i++)
            answers.Add(await greedy.GetAsync("/api/orders"));
        answers.Count(answer => answer.Status == 200).ShouldBe(5);
        answers[^1].ShouldBeProblem(429, "too-many-requests").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await other.GetAsync("/api/orders")).ShouldBeOk();

        // Bad tokens and logins of one address come out of one bucket.
        for (var i = 0; i < 4; i++)
            (await Product.At(front, $"bad.{i}.token").GetAsync("/api/orders")).ShouldBeProblem(401, "unauthenticated");
        (await Product.At(front).PostAsync("/api/login", new { code = "u-one" })).ShouldBeOk();
        (await Product.At(front).PostAsync("/api/login", new { code = "u-two" }))
            .ShouldBeProblem(429, "too-many-requests")
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await Product.At(front, "bad.5.token").GetAsync("/api/orders"))
            .ShouldBeProblem(429, "too-many-requests")
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (
            await Product.At(front).PostAsync("/api/admin/login", new { name = "admin", password = "wrong" })
        ).ShouldBeProblem(429, "too-many-requests");
        // Callers who are logged in are not limited by others at the same address.
        (await other.GetAsync("/api/orders")).ShouldBeOk();
    }

    private static string Token(Tokens tokens) => tokens.ForCustomer(new(Guid.NewGuid())).Token;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FloodsInProcessOnSqlite(InProcessOnSqlite product) : FloodTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FloodsRemoteOnPostgres(RemoteOnPostgres product) : FloodTests(product);
