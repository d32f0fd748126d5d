using System.Net.Http.Json;
using System.Text.Json;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Tests.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Customers;

/// <summary>Phone numbers against the simulator.</summary>
public sealed class WeChatPhonesTests : IAsyncLifetime
{
    private WeChatFixture _bench = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _bench = await WeChatFixture.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_revoked_access_token_is_called_invalid_and_costs_no_code()
    {
        var (phones, code) = (_bench.Part<IWeChatPhones>(), await CodeAsync());
        var token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        await _bench.ControlAsync("tokens/revoke", new { });
        (await phones.ExchangeAsync(token, code, Ct)).ShouldBe(
            new(CustomerPhoneOutcome.Unavailable, TokenInvalid: true)
        );
        token = (await _bench.Messages.FetchTokenAsync(Ct))!.Token;
        (await phones.ExchangeAsync(token, code, Ct)).ShouldBe(new(CustomerPhoneOutcome.Done, "+86 13800138000"));
    }

    private async Task<string> CodeAsync()
    {
        using var http = new HttpClient { BaseAddress = _bench.Address };
        using var answer = await http.PostAsJsonAsync("control/phone-codes", new { number = "13800138000" }, Ct);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("code").GetString()!;
    }
}
