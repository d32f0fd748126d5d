using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Tests.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers;

/// <summary>Token and subscribe messages against the simulator: one consent, one message.</summary>
public sealed class WeChatMessagesTests : IAsyncLifetime
{
    private static readonly SubscribeMessage Message = new(
        "sim-buyer",
        "template-1",
        "pages/order",
        ImmutableDictionary<string, string>.Empty.Add("thing1", "95# 汽油 30 升券")
    );

    private WeChatFixture _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await WeChatFixture.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_token_is_the_same_for_a_while_and_says_until_when()
    {
        var token = (await _bench.Messages.FetchTokenAsync(Ct)).ShouldNotBeNull();
        (token.ExpiresAt - TimeProvider.System.GetUtcNow()).TotalMinutes.ShouldBeInRange(115, 120);
        (await _bench.Messages.FetchTokenAsync(Ct))!.Token.ShouldBe(token.Token);
    }

    [Fact]
    public async Task One_consent_is_one_message()
    {
        var token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        (await _bench.Messages.SendAsync(token, Message, Ct)).ShouldBe(SendOutcome.Refused);
        await _bench.ControlAsync(
            "consents",
            new
            {
                Message.OpenId,
                Message.TemplateId,
                count = 1,
            }
        );
        (await _bench.Messages.SendAsync(token, Message, Ct)).ShouldBe(SendOutcome.Sent);
        (await _bench.Messages.SendAsync(token, Message, Ct)).ShouldBe(SendOutcome.Refused);
        var told = (await _bench.JournalAsync("message")).ShouldHaveSingleItem();
        told.GetProperty("data").GetProperty("thing1").GetProperty("value").GetString().ShouldBe("95# 汽油 30 升券");
    }

    [Fact]
    public async Task A_revoked_token_is_called_invalid_and_another_is_good()
    {
        var token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        await _bench.ControlAsync("tokens/revoke", new { });
        (await _bench.Messages.SendAsync(token, Message, Ct)).ShouldBe(SendOutcome.TokenInvalid);
        (await _bench.Messages.SendAsync((await _bench.Messages.FetchTokenAsync(Ct))!.Token, Message, Ct)).ShouldBe(
            SendOutcome.Refused
        );
    }

    [Fact]
    public async Task A_message_that_can_never_be_sent_is_rejected()
    {
        var token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        (await _bench.Messages.SendAsync(token, Message with { OpenId = "nobody" }, Ct)).ShouldBe(SendOutcome.Rejected);
        (await _bench.Messages.SendAsync(token, Message with { TemplateId = "" }, Ct)).ShouldBe(SendOutcome.Rejected);
        (
            await _bench.Messages.SendAsync(
                token,
                Message with
                {
                    Data = ImmutableDictionary<string, string>.Empty,
                },
                Ct
            )
        ).ShouldBe(SendOutcome.Rejected);
    }

    [Theory]
    [InlineData("timeout-before")]
    [InlineData("reset")]
    [InlineData("system-error")]
    [InlineData("rate-limit")]
    [InlineData("html")]
    [InlineData("huge")]
    public async Task What_goes_wrong_on_the_way_is_unknown(string kind)
    {
        var token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        await _bench.FaultAsync("send", kind);
        await _bench.FaultAsync("token", kind);
        (await _bench.Messages.SendAsync(token, Message, Ct)).ShouldBe(SendOutcome.Unknown);
        (await _bench.Messages.FetchTokenAsync(Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task Logins_go_as_they_went()
    {
        var alice = await _bench.Login.ExchangeAsync("u-alice", Ct);
        alice.Outcome.ShouldBe(CustomerLoginOutcome.Done);
        (await _bench.Login.ExchangeAsync("u-alice", Ct)).ShouldBe(alice);
        (await _bench.Login.ExchangeAsync("u-bob", Ct)).OpenId.ShouldNotBe(alice.OpenId);
        (await _bench.Login.ExchangeAsync("alice", Ct)).Outcome.ShouldBe(CustomerLoginOutcome.BadCode);
    }
}
