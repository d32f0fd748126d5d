using System.Net.Http.Json;
using System.Text.Json;
using FuelGrains.GrainInterfaces.Orders.Shipping;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Grains.Orders.Shipping;
using FuelGrains.Grains.Tests.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Shipping;

/// <summary>The product's client of WeChat's shipping service against the simulator, over the wire.</summary>
public sealed class WeChatShippingTests : IAsyncLifetime
{
    private static readonly DateTimeOffset At = new(2026, 11, 30, 2, 3, 4, 567, TimeSpan.Zero);

    private WeChatFixture _bench = null!;
    private string _token = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IWeChatShipping Shipping => _bench.Part<IWeChatShipping>();

    public async ValueTask InitializeAsync()
    {
        _bench = await WeChatFixture.StartAsync(new() { ReleaseAfter = TimeSpan.Zero });
        _token = await TokenAsync(_bench);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task A_report_releases_the_money_and_the_same_report_again_is_no_correction()
    {
        await using var slow = await WeChatFixture.StartAsync();
        var token = await TokenAsync(slow);
        var paid = await slow.PaidAsync();
        (await StateAsync(slow, paid)).ShouldBe("frozen");
        var upload = Upload(paid);
        var shipping = slow.Part<IWeChatShipping>();
        (await shipping.UploadAsync(token, upload, Ct)).ShouldBe(new(ShippingOutcome.Accepted, 0));
        (await shipping.UploadAsync(token, upload, Ct)).ShouldBe(new(ShippingOutcome.AlreadyReported, 10060023));
        (await StateAsync(slow, paid)).ShouldBe("shipped");
        await slow.ControlAsync("clock", new { offsetMs = TimeSpan.FromDays(2).TotalMilliseconds });
        (await StateAsync(slow, paid)).ShouldBe("released");
        var told = (await slow.JournalAsync("shipping")).ShouldHaveSingleItem();
        (
            told.GetProperty("transactionId").GetString(),
            told.GetProperty("logistics").GetInt32(),
            told.GetProperty("items").GetString(),
            told.GetProperty("uploadTime").GetDateTimeOffset()
        ).ShouldBe((paid.TransactionId, 4, "95# 汽油 30 升券*1", At));
    }

    [Fact]
    public async Task One_correction_is_taken_when_it_is_later_and_a_second_is_not()
    {
        await using var slow = await WeChatFixture.StartAsync();
        var token = await TokenAsync(slow);
        var upload = Upload(await slow.PaidAsync());
        var shipping = slow.Part<IWeChatShipping>();
        await shipping.UploadAsync(token, upload, Ct);
        var correction = upload with { Item = "30 升券" };
        (await shipping.UploadAsync(token, correction, Ct)).Code.ShouldBe(10060014, "its time is not later");
        (
            await shipping.UploadAsync(token, correction with { UploadTime = At.AddMilliseconds(1) }, Ct)
        ).Outcome.ShouldBe(ShippingOutcome.Accepted);
        (await shipping.UploadAsync(token, upload with { Item = "x", UploadTime = At.AddDays(1) }, Ct)).ShouldBe(
            new(ShippingOutcome.CorrectionUsed, 10060003)
        );
    }

    [Fact]
    public async Task Money_that_is_released_takes_no_report_and_neither_does_money_that_went_back()
    {
        var paid = await _bench.PaidAsync();
        await Shipping.UploadAsync(_token, Upload(paid), Ct);
        (await StateAsync(_bench, paid)).ShouldBe("released");
        (await Shipping.UploadAsync(_token, Upload(paid) with { Item = "x" }, Ct)).ShouldBe(
            new(ShippingOutcome.WrongState, 10060004)
        );
    }

    [Fact]
    public async Task Payments_of_others_and_of_nobody_are_refused()
    {
        var paid = await _bench.PaidAsync();
        (await Shipping.UploadAsync(_token, Upload(paid) with { OpenId = "sim-other" }, Ct)).ShouldBe(
            new(ShippingOutcome.Refused, 10060031)
        );
        (await Shipping.UploadAsync(_token, Upload(paid) with { TransactionId = "4200" }, Ct)).ShouldBe(
            new(ShippingOutcome.UnknownPayment, 10060001)
        );
        await _bench.ControlAsync("shipping", new { managed = false });
        (await Shipping.UploadAsync(_token, Upload(await _bench.PaidAsync()), Ct)).Outcome.ShouldBe(
            ShippingOutcome.UnknownPayment
        );
    }

    [Fact]
    public async Task A_long_text_is_cut_between_characters_and_an_empty_one_is_refused()
    {
        var long_ = string.Concat(Enumerable.Repeat("⛽️油👨‍👩‍👧", 40));
        (await Shipping.UploadAsync(_token, Upload(await _bench.PaidAsync()) with { Item = long_ }, Ct)).Code.ShouldBe(
            0
        );
        var told = (await _bench.JournalAsync("shipping")).Single().GetProperty("items").GetString()!;
        told.Length.ShouldBeInRange(110, 120);
        long_.ShouldStartWith(told);
        (await Shipping.UploadAsync(_token, Upload(await _bench.PaidAsync()) with { Item = "" }, Ct)).ShouldBe(
            new(ShippingOutcome.Refused, 10060008)
        );
    }

    [Fact]
    public async Task A_revoked_token_is_called_invalid()
    {
        await _bench.ControlAsync("tokens/revoke", new { });
        (await Shipping.UploadAsync(_token, Upload(await _bench.PaidAsync()), Ct)).Outcome.ShouldBe(
            ShippingOutcome.TokenInvalid
        );
        (await Shipping.IsTradeManagedAsync(_token, Ct)).ShouldBe(TradeManaged.TokenInvalid);
    }

    [Theory]
    [InlineData("timeout-before")]
    [InlineData("timeout-after")]
    [InlineData("reset")]
    [InlineData("system-error")]
    [InlineData("rate-limit")]
    [InlineData("html")]
    [InlineData("huge")]
    public async Task What_goes_wrong_on_the_way_is_for_later(string kind)
    {
        await _bench.FaultAsync("shipping", kind);
        await _bench.FaultAsync("trade-managed", kind);
        (await Shipping.UploadAsync(_token, Upload(await _bench.PaidAsync()), Ct)).Outcome.ShouldBe(
            ShippingOutcome.Later
        );
        (await Shipping.IsTradeManagedAsync(_token, Ct)).ShouldBe(TradeManaged.Unknown);
    }

    [Fact]
    public async Task WeChat_says_whether_it_manages_this_mini_program()
    {
        (await Shipping.IsTradeManagedAsync(_token, Ct)).ShouldBe(TradeManaged.Yes);
        await _bench.ControlAsync("shipping", new { managed = false });
        (await Shipping.IsTradeManagedAsync(_token, Ct)).ShouldBe(TradeManaged.No);
    }

    [Theory]
    [InlineData("logistics_type", "5", 10060005)]
    [InlineData("delivery_mode", "3", 268485224)]
    [InlineData("delivery_mode", "2", 10060006)]
    [InlineData("shipping_list", "[]", 268485228)]
    [InlineData("shipping_list", "7", 10060014)]
    [InlineData("logistics_type", "1", 268485226)]
    [InlineData("upload_time", "\"2026-11-30 10:03:04\"", 268485216)]
    [InlineData("payer", "{}", 10060014)]
    [InlineData("payer", "7", 47001)]
    [InlineData("order_key", "{}", 268485194)]
    [InlineData("order_key", """{"order_number_type":2}""", 268485195)]
    [InlineData("order_key", """{"order_number_type":1}""", 268485196)]
    [InlineData("order_key", """{"order_number_type":1,"mchid":"1"}""", 268485197)]
    public async Task The_simulator_refuses_a_wrong_member_with_the_code_that_WeChat_lists(
        string name,
        string value,
        int code
    )
    {
        var body = new Dictionary<string, JsonElement>
        {
            ["order_key"] = JsonElement.Parse("""{"order_number_type":2,"transaction_id":"4200"}"""),
            ["logistics_type"] = JsonElement.Parse("4"),
            ["delivery_mode"] = JsonElement.Parse("1"),
            ["shipping_list"] = JsonElement.Parse("""[{"item_desc":"x"}]"""),
            ["upload_time"] = JsonElement.Parse("\"2022-12-15T13:29:35.120+08:00\""),
            ["payer"] = JsonElement.Parse("""{"openid":"sim-buyer"}"""),
        };
        (await PostAsync(body)).ShouldBe(10060001, "only the payment is missing");
        body[name] = JsonElement.Parse(value);
        (await PostAsync(body)).ShouldBe(code);
    }

    // A call of the product ends after 1.5 s, which is short on a busy machine.
    private static async Task<string> TokenAsync(WeChatFixture bench)
    {
        AccessToken? token;
        while ((token = await bench.Messages.FetchTokenAsync(Ct)) is null)
            Ct.ThrowIfCancellationRequested();
        return token.Token;
    }

    private static ShippingUpload Upload(Transaction paid) =>
        new(paid.TransactionId, LogisticsType.PickUp, "95# 汽油 30 升券*1", At, "sim-buyer");

    private static async Task<string?> StateAsync(WeChatFixture bench, Transaction paid) =>
        JsonElement
            .Parse(await bench.GetAsync($"/control/shipping/{paid.OutTradeNo}"))
            .GetProperty("state")
            .GetString();

    private async Task<int> PostAsync(object body)
    {
        using var http = new HttpClient();
        var address = new Uri(_bench.Address, $"wxa/sec/order/upload_shipping_info?access_token={_token}");
        using var answer = await http.PostAsJsonAsync(address, body, Ct);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Ct)).GetProperty("errcode").GetInt32();
    }
}
