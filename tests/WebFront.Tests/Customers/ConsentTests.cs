using System.Text.Json;
using FuelGrains.Grains.Storage;
using FuelGrains.WebFront.Tests.Live;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Customers;

/// <summary>Agreeing to be told, and being told: live, and by the message of one consent.</summary>
public abstract class ConsentTests(ProductFixture product) : WireTests(product)
{
    private const string Path = "/api/me/consents";
    private const int Sent = 2;

    [Fact]
    public async Task A_customer_sees_the_templates_and_each_consent_is_counted()
    {
        var alice = Product.NewCustomer();
        Left((await alice.GetAsync(Path)).ShouldBeOk().Json, "paid").ShouldBe(("template-paid", 0));
        (await alice.PostAsync(Path, new { templates = new[] { "template-paid" } })).ShouldBeOk();
        var consents = (await alice.PostAsync(Path, new { templates = new[] { "template-paid", "template-expired" } }))
            .ShouldBeOk()
            .Json;
        (Left(consents, "paid").Left, Left(consents, "expired").Left).ShouldBe((2, 1));
        Left((await Product.NewCustomer().GetAsync(Path)).Json, "paid").Left.ShouldBe(0);
    }

    [Theory]
    [InlineData("""{"templates":[]}""")]
    [InlineData("""{"templates":["template-paid","of-somebody-else"]}""")]
    [InlineData("""{"templates":[""]}""")]
    [InlineData("""{"templates":["1","2","3","4","5","6"]}""")]
    [InlineData("""{"templates":"template-paid"}""")]
    public async Task What_no_mini_program_of_ours_sends_is_refused(string body)
    {
        var alice = Product.NewCustomer();
        (await alice.PostTextAsync(Path, body)).ShouldBeProblem(400, "validation").WithErrorsIn("templates");
        Left((await alice.GetAsync(Path)).Json, "paid").Left.ShouldBe(0);
    }

    [Fact]
    public async Task Staff_has_no_consents_to_give() =>
        (await Product.Staff.GetAsync(Path)).ShouldBeProblem(403, "forbidden");

    [Fact]
    public async Task An_order_that_expires_is_told_live_and_by_message_for_the_consent()
    {
        var sale = await Product.OpenFlashSaleAsync(payWithinSeconds: 60);
        var alice = await Product.LoginAsync("alice");
        (await alice.PostAsync(Path, new { templates = new[] { "template-expired" } })).ShouldBeOk();
        var order = (await alice.OrderAsync(sale)).ShouldBeAccepted().Json.GetProperty("orderId").GetGuid();
        await using var phone = await LiveClient.ConnectAsync(Product, alice.Token);
        await phone.SubscribeAsync("me");

        using var _ = Product.Clock.Forward(TimeSpan.FromSeconds(61));
        await phone.NextAsync(message =>
            message.TryGetProperty("data", out var data)
            && data.GetProperty("news").EnumerateArray().Any(news => news.GetString() == $"notice/expired/{order}")
        );
        var ledger = Product.SiloServices.GetRequiredService<LedgerDatabase>();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () =>
                await ledger.ReadAsync(
                    session =>
                        session
                            .Sql("SELECT state FROM notices WHERE event = 'expired' AND subject = @order")
                            .With("order", order.ToString())
                            .FirstAsync(r => r.Int(0)),
                    Ct
                ) == Sent
        );
        Left((await alice.GetAsync(Path)).Json, "expired").Left.ShouldBe(0);
    }

    private static (string? Template, int Left) Left(JsonElement list, string about)
    {
        var consent = list.GetProperty("consents")
            .EnumerateArray()
            .Single(c => c.GetProperty("event").GetString() == about);
        return (consent.GetProperty("templateId").GetString(), consent.GetProperty("remaining").GetInt32());
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ConsentInProcessOnSqlite(InProcessOnSqlite product) : ConsentTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ConsentRemoteOnPostgres(RemoteOnPostgres product) : ConsentTests(product);
