using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.Silo.Orders.Gateway;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>Texts on the wire: WeChat refuses what is too long by a byte, and the product sends nothing that is too long.</summary>
public sealed class WeChatTextTests : IAsyncLifetime
{
    private WeChatFixture _fixture = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _fixture = await WeChatFixture.StartAsync(new() { RefundAfter = TimeSpan.FromMinutes(10), FreeConsents = 100 });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    public static TheoryData<string, string, TextLimit> PrepayLimits =>
        new()
        {
            { "description", "商品描述", WeChatLimits.Description },
            { "attach", "附加数据", WeChatLimits.Attach },
            { "out_trade_no", "商户订单号", WeChatLimits.OutTradeNo },
            { "detail/goods_detail/0/merchant_goods_id", "商户侧商品编码", WeChatLimits.GoodsId },
            { "detail/goods_detail/0/goods_name", "商品名称", WeChatLimits.GoodsName },
        };

    public static TheoryData<string, string, TextLimit> RefundLimits =>
        new()
        {
            { "reason", "退款原因", WeChatLimits.RefundReason },
            { "out_refund_no", "商户退款单号", WeChatLimits.OutRefundNo },
            { "goods_detail/0/goods_name", "商品名称", WeChatLimits.GoodsName },
        };

    [Theory]
    [MemberData(nameof(PrepayLimits))]
    public async Task WeChat_takes_a_text_of_a_payment_up_to_our_limit_and_refuses_a_byte_more(
        string path,
        string name,
        TextLimit limit
    )
    {
        (await PrepayAsync(path, new('x', limit.Most))).Status.ShouldBe(200);
        ShouldBeTooLong(await PrepayAsync(path, new('x', limit.Most + 1)), path, name, limit);
    }

    [Theory]
    [MemberData(nameof(RefundLimits))]
    public async Task WeChat_takes_a_text_of_a_refund_up_to_our_limit_and_refuses_a_byte_more(
        string path,
        string name,
        TextLimit limit
    )
    {
        var paid = await _fixture.PaidAsync(100);
        (await RefundAsync(paid, path, new('x', limit.Most))).Status.ShouldBe(200);
        ShouldBeTooLong(await RefundAsync(paid, path, new('x', limit.Most + 1)), path, name, limit);
    }

    [Fact]
    public async Task Forty_three_Chinese_characters_are_two_bytes_too_many()
    {
        var (status, json) = await PrepayAsync("description", new('油', 43));
        status.ShouldBe(400);
        json["code"]!.GetValue<string>().ShouldBe("PARAM_ERROR");
        json["detail"]!["value"]!.GetValue<int>().ShouldBe(129);
    }

    [Theory]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(200)]
    public async Task A_title_of_any_length_can_be_paid(int characters)
    {
        var ask = WeChatFixture.Ask() with { Description = new('油', characters) };
        (await _fixture.Pay.PrepayAsync(ask, Ct)).Outcome.ShouldBe(PrepayOutcome.Ready);
        (await _fixture.JournalAsync("prepay"))
            .ShouldHaveSingleItem()
            .GetProperty("description")
            .GetString()
            .ShouldBe(new('油', 42));
    }

    [Theory]
    [InlineData("退", 26)]
    [InlineData("退", 27)]
    [InlineData("😀", 200)]
    public async Task A_refund_with_a_reason_of_any_length_is_accepted(string character, int times)
    {
        var paid = await _fixture.PaidAsync(100);
        var reason = string.Concat(Enumerable.Repeat(character, times));
        var ask = new GatewayRefund("R-long", paid.TransactionId, 30, paid.AmountFen, reason);
        (await _fixture.Pay.RefundAsync(ask, Ct)).Progress.ShouldBe(RefundProgress.Processing);
        (await _fixture.JournalAsync("refund"))
            .ShouldHaveSingleItem()
            .GetProperty("reason")
            .GetString()
            .ShouldBe(WeChatLimits.RefundReason.Cut(reason));
    }

    [Fact]
    public async Task What_a_payment_carries_comes_back_with_it()
    {
        var (_, json) = await PrepayAsync("attach", "油站 12");
        await _fixture.ControlAsync("pay", new { prepayId = json["prepay_id"]!.GetValue<string>() });
        var number = (await _fixture.JournalAsync("pay")).ShouldHaveSingleItem().GetProperty("outTradeNo").GetString();
        (
            await AskAsync(
                HttpMethod.Get,
                $"v3/pay/transactions/out-trade-no/{number}?mchid={_fixture.Keys.MerchantId}"
            )
        ).Json["attach"]!
            .GetValue<string>()
            .ShouldBe("油站 12");
    }

    [Theory]
    [InlineData("thing1", 20)]
    [InlineData("phrase2", 5)]
    [InlineData("name3", 10)]
    public async Task A_message_with_a_value_of_any_length_is_sent(string field, int most)
    {
        (await SendAsync(field, new('油', most + 1))).ShouldBe(SendOutcome.Sent);
        (await _fixture.JournalAsync("message"))
            .ShouldHaveSingleItem()
            .GetProperty("data")
            .GetProperty(field)
            .GetProperty("value")
            .GetString()!
            .Length.ShouldBe(most);
    }

    [Theory]
    [InlineData("amount2", "¥12345.05", SendOutcome.Sent)]
    [InlineData("amount2", "1234567890元", SendOutcome.Sent)]
    [InlineData("amount2", "¥12345678901", SendOutcome.Rejected)]
    [InlineData("amount2", "约 12 元", SendOutcome.Rejected)]
    [InlineData("time3", "2026年10月1日 00:05", SendOutcome.Sent)]
    [InlineData("time3", "15:01~16:30", SendOutcome.Sent)]
    [InlineData("time3", "明天", SendOutcome.Rejected)]
    [InlineData("date3", "2019-10-01", SendOutcome.Sent)]
    [InlineData("date3", "tomorrow", SendOutcome.Rejected)]
    [InlineData("number4", "30.5", SendOutcome.Sent)]
    [InlineData("number4", "30 L", SendOutcome.Rejected)]
    [InlineData("character_string5", "A-1/2", SendOutcome.Sent)]
    [InlineData("character_string5", "一号枪", SendOutcome.Rejected)]
    [InlineData("phrase6", "paid", SendOutcome.Rejected)]
    [InlineData("car_number7", "粤A8Z888挂", SendOutcome.Sent)]
    [InlineData("car_number7", "粤A8Z888888", SendOutcome.Rejected)]
    [InlineData("phone_number8", "+86-0766-66888866", SendOutcome.Sent)]
    [InlineData("thing9", "", SendOutcome.Rejected)]
    public async Task A_value_that_cannot_be_mended_is_left_to_WeChat_to_refuse(
        string field,
        string value,
        SendOutcome outcome
    ) => (await SendAsync(field, value)).ShouldBe(outcome);

    private async Task<SendOutcome> SendAsync(string field, string value)
    {
        var token = (await _fixture.Messages.FetchTokenAsync(Ct))!.Token;
        var data = ImmutableDictionary<string, string>.Empty.Add(field, value);
        return await _fixture.Messages.SendAsync(token, new("sim-buyer", "template-1", "pages/order", data), Ct);
    }

    private static void ShouldBeTooLong((int Status, JsonNode Json) answer, string path, string name, TextLimit limit)
    {
        answer.Status.ShouldBe(400);
        answer
            .Json.ToJsonString()
            .ShouldBe(
                JsonSerializer
                    .SerializeToNode(
                        new
                        {
                            code = "PARAM_ERROR",
                            detail = new { location = "body", value = limit.Most + 1 },
                            message = $"输入源“/body/{path}”映射到值字段“{name}”字符串规则校验失败，字节数 {limit.Most + 1}，大于最大值 {limit.Most}",
                        }
                    )!
                    .ToJsonString()
            );
    }

    private Task<(int Status, JsonNode Json)> PrepayAsync(string path, string text)
    {
        var body = new JsonObject
        {
            ["appid"] = _fixture.Keys.AppId,
            ["mchid"] = _fixture.Keys.MerchantId,
            ["description"] = "95# 汽油 30 升券",
            ["out_trade_no"] = $"P{Guid.NewGuid():N}"[..32],
            ["notify_url"] = "https://example.com/pay",
            ["amount"] = new JsonObject { ["total"] = 100 },
            ["payer"] = new JsonObject { ["openid"] = "sim-buyer" },
            ["detail"] = Goods(),
        };
        Put(body, path, text);
        return AskAsync(HttpMethod.Post, "v3/pay/transactions/jsapi", body);
    }

    private Task<(int Status, JsonNode Json)> RefundAsync(Transaction paid, string path, string text)
    {
        var body = Goods();
        body["transaction_id"] = paid.TransactionId;
        body["out_refund_no"] = $"R{Guid.NewGuid():N}";
        body["amount"] = new JsonObject
        {
            ["refund"] = 1,
            ["total"] = paid.AmountFen,
            ["currency"] = "CNY",
        };
        Put(body, path, text);
        return AskAsync(HttpMethod.Post, "v3/refund/domestic/refunds", body);
    }

    private static JsonObject Goods() =>
        new() { ["goods_detail"] = new JsonArray(new JsonObject { ["merchant_goods_id"] = "1001" }) };

    private static void Put(JsonNode body, string path, string text)
    {
        var names = path.Split('/');
        foreach (var name in names[..^1])
            body = body is JsonArray list ? list[int.Parse(name)]! : body[name]!;
        body[names[^1]] = text;
    }

    /// <summary>Signs a body that the product would never send.</summary>
    private async Task<(int Status, JsonNode Json)> AskAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var http = new HttpClient();
        var bytes = body is null ? [] : JsonSerializer.SerializeToUtf8Bytes(body);
        using var request = new HttpRequestMessage(method, new Uri(_fixture.Address, path));
        request.Headers.Authorization = _fixture
            .Part<RequestSigner>()
            .Authorize(method.Method, request.RequestUri!.PathAndQuery, bytes, TimeProvider.System.GetUtcNow());
        if (body is not null)
            request.Content = new ByteArrayContent(bytes)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        using var answer = await http.SendAsync(request, Ct);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!);
    }
}
