namespace FuelGrains.WebFront.Tests.Orders.Callbacks;

/// <summary>A forged callback has no effect; a genuine one that cannot be right is frozen, and staff are told.</summary>
public abstract class CallbackTests(ProductFixture product) : MoneyTests(product)
{
    [Theory]
    [InlineData("wrong-signature", 401)]
    [InlineData("unknown-serial", 401)]
    [InlineData("clock-early", 401)]
    [InlineData("clock-late", 401)]
    [InlineData("changed-body", 401)]
    [InlineData("changed-nonce", 401)]
    [InlineData("changed-timestamp", 401)]
    [InlineData("reformatted-body", 401)]
    [InlineData("missing-signature", 401)]
    [InlineData("missing-serial", 401)]
    [InlineData("two-signatures", 401)]
    [InlineData("garbage-signature", 401)]
    [InlineData("sign-test", 401)]
    [InlineData("wrong-tag", 400)]
    [InlineData("wrong-associated-data", 400)]
    [InlineData("not-json", 400)]
    [InlineData("other-event", 200)]
    public async Task A_callback_that_is_forged_or_unreadable_has_no_effect(string kind, int status)
    {
        var purchase = await Purchase.PreparedAsync(Product);

        var answers = await WeChat.ForgeAsync(kind, purchase.OutTradeNo, count: 3);

        answers.Statuses[$"{status}"].ShouldBe(3);
        if (status != 200)
            answers.Bodies[0].ShouldStartWith("{\"code\":\"FAIL\"");
        var view = await purchase.ViewAsync();
        (view.GetProperty("status").GetString(), view.GetProperty("payments").GetArrayLength()).ShouldBe(
            ("pendingPayment", 0)
        );
        if (status == 400)
            (await Product.Staff.GetAsync("/api/ops/alarms?limit=100"))
                .ShouldBeOk()
                .Text.ShouldContain("callback.unreadable");
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("currency")]
    [InlineData("merchant")]
    [InlineData("app")]
    public async Task Money_that_is_not_what_was_asked_for_freezes_the_order_until_a_person_decides(string what)
    {
        var purchase = await Purchase.PreparedAsync(Product);
        var paid = await WeChat.PayAsync(
            purchase.OutTradeNo,
            amountFen: what == "amount" ? 1 : null,
            currency: what == "currency" ? "USD" : null,
            merchantId: what == "merchant" ? "1900000001" : null,
            appId: what == "app" ? "wx0000000000000000" : null
        );
        var transaction = paid.TransactionId.ShouldNotBeNull();

        await purchase.BecomesAsync(v => v.GetProperty("frozen").GetBoolean());

        (await purchase.StatusAsync()).ShouldBe("pendingPayment");
        (await purchase.PayAsync()).ShouldBeProblem(409, "order-frozen");
        (await AlarmsAsync("payment.frozen", transaction)).ShouldHaveSingleItem();
        (await FrozenAsync(purchase)).GetProperty("frozenReason").GetString()!.ShouldContain(what);
        (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).ShouldBeEmpty();
        (await purchase.VouchersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_frozen_payment_of_another_amount_can_only_go_back()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo, amountFen: 500);
        await purchase.BecomesAsync(v => v.GetProperty("frozen").GetBoolean());
        var transaction = (await FrozenAsync(purchase)).GetProperty("transactionId").GetString();

        (
            await Product.Staff.PostAsync($"/api/admin/payments/{transaction}/release", new { reason = "why not" })
        ).ShouldBeProblem(409, "payment-mismatch");
        (
            await Product.Staff.PostAsync($"/api/admin/payments/{transaction}/return", new { reason = "wrong amount" })
        ).Status.ShouldBe(202);

        await WentBackOnceAsync(purchase.OutTradeNo, 500);
        await purchase.RefundIsAsync("succeeded");
        (await purchase.ViewAsync()).GetProperty("frozen").GetBoolean().ShouldBeFalse();
        (
            await Product.Staff.PostAsync($"/api/admin/payments/{transaction}/return", new { reason = "again" })
        ).ShouldBeProblem(409, "already-decided");
    }

    [Fact]
    public async Task A_frozen_payment_of_the_right_amount_can_be_let_in()
    {
        var purchase = await Purchase.PreparedAsync(Product);
        await WeChat.PayAsync(purchase.OutTradeNo, appId: "wx0000000000000000");
        await purchase.BecomesAsync(v => v.GetProperty("frozen").GetBoolean());
        var transaction = (await FrozenAsync(purchase)).GetProperty("transactionId").GetString();

        (
            await Product.Staff.PostAsync(
                $"/api/admin/payments/{transaction}/release",
                new { reason = "our sister app" }
            )
        ).Status.ShouldBe(204);

        await purchase.IsAsync("fulfilled");
        (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_of_more_than_64_KB_and_a_request_without_signature_are_turned_away()
    {
        (await Product.Anonymous.PostTextAsync("/api/wechat/pay-notify", "{}")).Status.ShouldBe(401);
        using var large = await SignedAsync(Product.Address, new string(' ', 70_000));
        // The answer comes before the body does: the server does not wait for a body that is too large.
        large.Headers.ExpectContinue = true;
        (await Product.Anonymous.SendAsync(large)).Status.ShouldBe(413);
        using var small = await SignedAsync(Product.Address, "{}");
        var answer = await Product.Anonymous.SendAsync(small);
        (answer.Status, answer.Json.GetProperty("code").GetString()).ShouldBe((401, "FAIL"));
    }

    [Fact]
    public async Task A_stranger_who_forges_signatures_on_and_on_is_turned_away_unread()
    {
        using var front = Product.StartFront(
            new() { ["Callbacks:ForgedPerAddressBurst"] = "3", ["Callbacks:ForgedPerAddressPerSecond"] = "0.01" }
        );
        var statuses = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            using var request = await SignedAsync(front.Address, "{}");
            statuses.Add((await Product.Anonymous.SendAsync(request)).Status);
        }
        statuses.ShouldBe([401, 401, 401, 429, 429, 429]);
    }

    [Fact]
    public async Task Unsigned_callbacks_from_WeChats_own_address_keep_no_genuine_one_out_and_staff_are_told()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 20, limitPerCustomer: 5);
        var purchases = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Purchase.PreparedAsync(Product, sale)));
        var unsigned = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => UnsignedAsync()));
        unsigned.ShouldAllBe(status => status == 401);
        foreach (var purchase in purchases)
        {
            (await UnsignedAsync()).ShouldBe(401);
            await WeChat.PayAsync(purchase.OutTradeNo);
        }

        await AllAreAnsweredAsync(purchases);
        (await AlarmsAsync("callback.forged", "callbacks")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Wrong_signatures_from_an_address_that_sent_something_genuine_keep_no_genuine_one_out()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 20, limitPerCustomer: 5);
        var first = await Purchase.FulfilledAsync(Product, sale);
        var purchases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Purchase.PreparedAsync(Product, sale)));

        (await WeChat.ForgeAsync("wrong-signature", first.OutTradeNo, count: 300)).Statuses["401"].ShouldBe(300);
        foreach (var purchase in purchases)
            await WeChat.PayAsync(purchase.OutTradeNo);

        await AllAreAnsweredAsync(purchases);
    }

    private async Task AllAreAnsweredAsync(IEnumerable<Purchase> purchases)
    {
        foreach (var purchase in purchases)
        {
            await purchase.IsAsync("fulfilled");
            var notified = await Eventually.GetsAsync(
                Deadline,
                () => WeChat.JournalAsync("notify", purchase.OutTradeNo),
                lines => lines.Length > 0
            );
            notified.Value.Select(n => n.GetProperty("status").GetInt32()).ShouldBe([200]);
        }
    }

    private async Task<int> UnsignedAsync() =>
        (await Product.Anonymous.PostTextAsync("/api/wechat/pay-notify", "{}")).Status;

    /// <summary>A callback with headers like WeChat's, whose signature is nobody's.</summary>
    private async Task<HttpRequestMessage> SignedAsync(Uri front, string body)
    {
        var settings = await WeChat.SettingsAsync(TestContext.Current.CancellationToken);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(front, "/api/wechat/pay-notify"))
        {
            Content = new StringContent(body),
        };
        foreach (
            var (name, value) in new[]
            {
                ("Timestamp", $"{Product.Clock.GetUtcNow().ToUnixTimeSeconds()}"),
                ("Nonce", "n"),
                ("Signature", "c2ln"),
                ("Serial", settings["WeChatPay__PublicKeyId"]),
            }
        )
            request.Headers.TryAddWithoutValidation($"Wechatpay-{name}", value);
        return request;
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class CallbackInProcessOnSqlite(InProcessOnSqlite product) : CallbackTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class CallbackRemoteOnPostgres(RemoteOnPostgres product) : CallbackTests(product);
