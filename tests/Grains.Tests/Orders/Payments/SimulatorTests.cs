using System.Net;
using FuelGrains.Grains.Orders.Payments;
using FuelGrains.WeChatSimulator.Hosting;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Payments;

/// <summary>The simulator's own promises: it believes only the merchant, its journal outlives it, its memory is bounded.</summary>
public sealed class SimulatorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_believes_nobody_but_the_merchant()
    {
        await using var bench = await WeChatFixture.StartAsync();
        using var http = new HttpClient { BaseAddress = bench.Address };
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
    public async Task Its_keys_payments_and_refunds_are_known_after_a_restart()
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
            // As a power cut leaves it.
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
    public async Task When_it_is_full_a_prepay_is_answered_and_not_done()
    {
        await using var bench = await WeChatFixture.StartAsync(new() { MaxTrades = 1 });
        await bench.PreparedAsync();
        (await bench.Pay.PrepayAsync(WeChatFixture.Ask(), Ct)).Outcome.ShouldBe(PrepayOutcome.Unknown);
        (await bench.JournalAsync("prepay")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_person_pays_or_cancels_on_its_page_and_is_led_back()
    {
        await using var bench = await WeChatFixture.StartAsync();
        var ask = WeChatFixture.Ask(19_905) with { Description = "<b>油</b>" };
        var prepayId = (await bench.Pay.PrepayAsync(ask, Ct)).PrepayId;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = bench.Address,
        };
        var page = await http.GetStringAsync(new Uri($"/pay/{prepayId}", UriKind.Relative), Ct);
        page.ShouldContain("¥199.05");
        page.ShouldContain("&lt;b&gt;油&lt;/b&gt;");
        page.ShouldContain("<body class=\"NOTPAY\">");

        var back = $"/pay/{prepayId}?return={Uri.EscapeDataString("http://127.0.0.1:9/order#1")}";
        (await PressAsync(http, back, "cancel")).Location.ShouldBe("http://127.0.0.1:9/order#1");
        (await PressAsync(http, $"/pay/{prepayId}", "cancel")).Page.ShouldContain("CANCELLED");
        (await bench.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.NotPay);
        (await PressAsync(http, back, "pay")).Location.ShouldBe("http://127.0.0.1:9/order#1");
        (await PressAsync(http, $"/pay/{prepayId}?return=javascript:alert(1)", "pay")).Page.ShouldContain(
            "<body class=\"SUCCESS\">"
        );
        (await bench.Pay.QueryAsync(ask.OutTradeNo, Ct)).State.ShouldBe(TradeState.Paid);
        (await bench.JournalAsync("pay")).ShouldHaveSingleItem();
        (await StatusAsync(http, "/pay/wx-nobody")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_journal_is_told_from_any_line_on()
    {
        await using var bench = await WeChatFixture.StartAsync();
        for (var i = 0; i < 3; i++)
            await bench.PreparedAsync();
        (await bench.GetAsync("/control/journal?after=1"))
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
