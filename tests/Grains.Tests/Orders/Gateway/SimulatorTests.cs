using System.Net;
using FuelGrains.Grains.Orders.Gateway;
using FuelGrains.WeChatSimulator.Hosting;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Gateway;

/// <summary>
/// The simulator's guarantees: it accepts only the merchant's signature, its journal survives it, its memory is bounded.
/// </summary>
public sealed class SimulatorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_simulator_accepts_only_the_merchants_signature()
    {
        await using var fixture = await WeChatFixture.StartAsync();
        using var http = new HttpClient { BaseAddress = fixture.Address };
        (await StatusAsync(http, "/v3/certificates")).ShouldBe(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "WECHATPAY2-SHA256-RSA2048 mchid=\"1\"");
        (await StatusAsync(http, "/v3/certificates")).ShouldBe(HttpStatusCode.Unauthorized);

        await using var other = await WeChatFixture.StartAsync(
            null,
            ("WeChatPay:PrivateKey", SigningKey.Make("00", 1_024).Pem)
        );
        (await other.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Unknown);
        (await other.JournalAsync("prepay")).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_simulators_keys_payments_and_refunds_survive_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("fuelgrains-wechat-");
        try
        {
            Transaction paid;
            PrepayRequest closed;
            GatewayRefund refund;
            SimulatorKeys keys;
            await using (var first = await WeChatFixture.StartAsync(In(folder)))
            {
                first.Answer = 500;
                paid = await first.PaidAsync(100);
                closed = await first.PreparedAsync();
                await first.Pay.CloseAsync(closed.OutTradeNo, Ct);
                refund = new("R-restart", paid.TransactionId, 40, 100, "");
                await first.Pay.RefundAsync(refund, Ct);
                keys = first.Keys;
            }
            // A power cut leaves a torn last line.
            await File.AppendAllTextAsync(Path.Combine(folder.FullName, "journal.jsonl"), "{\"seq\":99,\"wh", Ct);
            await using var second = await WeChatFixture.StartAsync(In(folder));
            (second.Keys.ApiV3Key, second.Keys.Merchant.Pem).ShouldBe((keys.ApiV3Key, keys.Merchant.Pem));
            var seen = (await second.Pay.QueryAsync(paid.OutTradeNo, Ct)).Transaction.ShouldNotBeNull();
            (seen with { PaidAt = paid.PaidAt }).ShouldBe(paid);
            (await second.Pay.QueryAsync(closed.OutTradeNo, Ct)).State.ShouldBe(TradeState.Closed);
            (await second.Pay.RefundAsync(refund, Ct)).Progress.ShouldBe(RefundProgress.Processing);
            (await second.Pay.RefundAsync(refund with { OutRefundNo = "R-more", RefundFen = 61 }, Ct)).Code.ShouldBe(
                "NOT_ENOUGH"
            );
            (await second.JournalAsync("refund")).ShouldHaveSingleItem();
            (await second.JournalAsync("prepay")).Count.ShouldBe(2);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_full_simulator_answers_a_prepay_without_doing_it()
    {
        await using var fixture = await WeChatFixture.StartAsync(new() { MaxTrades = 1 });
        await fixture.PreparedAsync();
        (await fixture.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Unknown);
        (await fixture.JournalAsync("prepay")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_payer_pays_or_cancels_on_the_simulators_page_and_is_redirected()
    {
        await using var fixture = await WeChatFixture.StartAsync();
        var ask = WeChatFixture.Ask(19_905) with { Description = "<b>油</b>" };
        var prepayId = (await fixture.Pay.PrepayAsync(ask, Ct)).PrepayId;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = fixture.Address,
        };
        var page = await http.GetStringAsync(new Uri($"/pay/{prepayId}", UriKind.Relative), Ct);
        page.ShouldContain("¥199.05");
        page.ShouldContain("&lt;b&gt;油&lt;/b&gt;");
        page.ShouldContain("<body class=\"NOTPAY\">");

        var back = $"/pay/{prepayId}?return={Uri.EscapeDataString("http://127.0.0.1:9/order#1")}";
        (await PressAsync(http, back, "cancel")).Location.ShouldBe("http://127.0.0.1:9/order?requestPayment=cancel#1");
        (await PressAsync(http, $"/pay/{prepayId}", "cancel")).Page.ShouldContain("CANCELLED");
        (await fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
        (await PressAsync(http, back, "pay")).Location.ShouldBe("http://127.0.0.1:9/order?requestPayment=ok#1");
        (await PressAsync(http, $"/pay/{prepayId}?return=javascript:alert(1)", "pay")).Page.ShouldContain(
            "<body class=\"SUCCESS\">"
        );
        (await fixture.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Paid);
        (await fixture.JournalAsync("pay")).ShouldHaveSingleItem();
        (await StatusAsync(http, "/pay/wx-nobody")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_journal_can_be_read_from_any_line_on()
    {
        await using var fixture = await WeChatFixture.StartAsync();
        for (var i = 0; i < 3; i++)
            await fixture.PreparedAsync();
        (await fixture.GetAsync("/control/journal?after=1"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Length.ShouldBe(2);
    }

    private static SimulatorOptions In(DirectoryInfo folder) =>
        new()
        {
            Folder = folder.FullName,
            RefundAfter = TimeSpan.FromMinutes(10),
            TimeFactor = 0.01,
        };

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Ct);
        return answer.StatusCode;
    }

    private static async Task<(string? Location, string Page)> PressAsync(HttpClient http, string path, string button)
    {
        using var form = new FormUrlEncodedContent([new("action", button)]);
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), form, Ct);
        return (answer.Headers.Location?.OriginalString, await answer.Content.ReadAsStringAsync(Ct));
    }
}
