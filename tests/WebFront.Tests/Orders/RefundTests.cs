namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Money goes back once, never more than was paid, and accepted is not refunded.</summary>
public abstract class RefundTests(ProductFixture product) : MoneyTests(product)
{
    private ApiClient Ops => Product.StaffWith("ops");

    [Fact]
    public async Task A_customer_returns_all_and_the_units_are_free_again()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        var key = Guid.NewGuid().ToString();

        var accepted = await purchase.ReturnAsync(key: key);

        accepted.Status.ShouldBe(202, accepted.Text);
        accepted.Json.GetProperty("amountFen").GetInt64().ShouldBe(39_800);
        accepted.Json.GetProperty("outRefundNo").GetString()!.Length.ShouldBeLessThanOrEqualTo(32);
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 39_800);
        (await purchase.VouchersAsync()).ShouldAllBe(v => v.GetProperty("state").GetString() == "refunded");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
        var again = await purchase.ReturnAsync(key: key);
        (again.Status, again.Header("Idempotent-Replayed"), again.Json.GetProperty("state").GetString()).ShouldBe(
            (202, "true", "succeeded")
        );
        (await purchase.ReturnAsync(new { voucherIds = new[] { Guid.NewGuid() } }, key)).ShouldBeProblem(
            422,
            "key-reused"
        );
        (await purchase.ReturnAsync()).ShouldBeProblem(409, "nothing-to-refund");
    }

    [Fact]
    public async Task A_customer_returns_one_voucher_after_the_other()
    {
        var purchase = await Purchase.FulfilledAsync(Product, quantity: 2);
        var vouchers = (await purchase.VouchersAsync()).Select(v => v.GetProperty("id").GetGuid()).ToArray();
        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0], Guid.NewGuid() } })).ShouldBeProblem(
            409,
            "voucher-not-refundable"
        );

        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0] } })).Status.ShouldBe(202);
        await purchase.RefundIsAsync("succeeded");
        (await purchase.StatusAsync()).ShouldBe("fulfilled");
        await Eventually.IsTrueAsync(
            Deadline,
            async () => (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64() == 9
        );
        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[0] } })).ShouldBeProblem(
            409,
            "voucher-not-refundable"
        );

        (await purchase.ReturnAsync(new { voucherIds = new[] { vouchers[1] } })).Status.ShouldBe(202);
        var view = await purchase.IsAsync("refunded");
        view.GetProperty("refunds").EnumerateArray().Sum(r => r.GetProperty("amountFen").GetInt64()).ShouldBe(39_800);
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(10);
    }

    [Fact]
    public async Task One_customer_who_presses_ten_times_gets_the_money_back_once()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => purchase.ReturnAsync()));
        answers.Count(a => a.Status == 202).ShouldBe(1, string.Join('\n', answers.Select(a => a.Text)));
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }

    [Theory]
    [InlineData("system-error-after")]
    [InlineData("system-error")]
    [InlineData("timeout-after")]
    [InlineData("unsigned")]
    public async Task A_refund_without_an_answer_is_sent_again_under_the_same_number(string kind)
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.FaultAsync("refund", kind, times: 4, holdMs: 2_000);
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString();
        await purchase.IsAsync("refunded");
        (await purchase.RefundIsAsync("succeeded")).GetProperty("outRefundNo").GetString().ShouldBe(number);
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }

    [Fact]
    public async Task A_refund_whose_callback_never_comes_is_asked_for()
    {
        await WeChat.FaultAsync("refund-notify", "lose");
        var purchase = await Purchase.FulfilledAsync(Product);
        (await purchase.ReturnAsync()).Status.ShouldBe(202);
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task Accepted_is_not_refunded()
    {
        await WeChat.FaultAsync("refund-notify", "lose");
        await WeChat.FaultAsync("refund-query", "stale");
        var purchase = await Purchase.FulfilledAsync(Product);
        (await purchase.ReturnAsync()).Status.ShouldBe(202);
        await purchase.RefundIsAsync("accepted");
        (await purchase.StatusAsync()).ShouldBe("refunding");
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(9);
        await WeChat.NoFaultsAsync();
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task An_abnormal_refund_waits_for_a_person_and_may_then_succeed()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.RefundsEndAsync("ABNORMAL");
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!;
        await purchase.RefundIsAsync("abnormal");
        (await AlarmsAsync("refund.abnormal", number)).ShouldHaveSingleItem();
        (await Product.Staff.GetAsync("/api/admin/refunds?state=abnormal")).ShouldBeOk().Text.ShouldContain(number);
        await WeChat.RefundsEndAsync("SUCCESS", number);
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task A_refund_that_the_gateway_closed_is_sent_under_another_number()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        await WeChat.RefundsEndAsync("CLOSED");
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!;
        await Eventually.IsTrueAsync(
            Deadline,
            async () => (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).Length > 0
        );
        await WeChat.RefundsEndAsync("SUCCESS");
        await purchase.IsAsync("refunded");
        (await purchase.RefundIsAsync("succeeded")).GetProperty("outRefundNo").GetString().ShouldNotBe(number);
        (await WeChat.RefundAsync(number)).GetProperty("status").GetString().ShouldBe("CLOSED");
        (await WeChat.TradeAsync(purchase.OutTradeNo))
            .GetProperty("refunds")
            .EnumerateArray()
            .Count(r => r.GetProperty("status").GetString() == "SUCCESS")
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_merchant_without_money_refunds_later_and_somebody_is_told()
    {
        await WeChat.FaultAsync("refund", "refuse", times: 2, code: "NOT_ENOUGH");
        var purchase = await Purchase.FulfilledAsync(Product);
        var number = (await purchase.ReturnAsync()).Json.GetProperty("outRefundNo").GetString()!;
        await purchase.IsAsync("refunded");
        (await AlarmsAsync("refund.refused", number)).ShouldHaveSingleItem();
        await WentBackOnceAsync(purchase.OutTradeNo, 19_900);
    }

    [Fact]
    public async Task Partial_refunds_that_race_never_sum_over_what_was_paid()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        var staff = Ops;
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => purchase.StaffRefundAsync(staff, 7_000)));
        answers.Count(a => a.Status == 202).ShouldBe(2, string.Join('\n', answers.Select(a => a.Text)));
        answers.Where(a => a.Status != 202).ShouldAllBe(a => a.Slug == "more-than-paid" || a.Slug == "unavailable");
        await purchase.BecomesAsync(v =>
            v.GetProperty("refunds").EnumerateArray().Count(r => r.GetProperty("state").GetString() == "succeeded") == 2
        );
        var trade = await WeChat.TradeAsync(purchase.OutTradeNo);
        trade.GetProperty("refunds").EnumerateArray().Sum(r => r.GetProperty("refundFen").GetInt64()).ShouldBe(14_000);
        (await purchase.StaffRefundAsync(staff, 5_901)).ShouldBeProblem(409, "more-than-paid");
        // A voucher's price exceeds what is left: the customer cannot take it, staff can.
        (await purchase.ReturnAsync()).ShouldBeProblem(409, "more-than-paid");
        var voucher = (await purchase.VouchersAsync()).Single().GetProperty("id").GetGuid();
        (await purchase.StaffRefundAsync(staff, 5_900, voucherIds: [voucher])).Status.ShouldBe(202);
        await purchase.IsAsync("refunded");
    }

    [Fact]
    public async Task The_same_key_of_staff_refunds_once()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        var (staff, key) = (Ops, Guid.NewGuid().ToString());
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => purchase.StaffRefundAsync(staff, 100, key))
        );
        answers.ShouldAllBe(a => a.Status == 202);
        answers.Select(a => a.Json.GetProperty("outRefundNo").GetString()).Distinct().ShouldHaveSingleItem();
        (await purchase.StaffRefundAsync(staff, 101, key)).ShouldBeProblem(422, "key-reused");
    }

    [Fact]
    public async Task A_large_refund_waits_for_a_second_person_who_approves()
    {
        var purchase = await Purchase.FulfilledAsync(
            Product,
            await Product.OpenFlashSaleAsync(stock: 20, limitPerCustomer: 10),
            quantity: 6
        );
        var (first, second) = (Ops, Product.StaffWith("admin"));
        var vouchers = (await purchase.VouchersAsync()).Select(v => v.GetProperty("id").GetGuid()).ToArray();

        var asked = await purchase.StaffRefundAsync(first, 6 * 19_900, voucherIds: vouchers);

        asked.Status.ShouldBe(202, asked.Text);
        asked.Json.GetProperty("state").GetString().ShouldBe("awaitingApproval");
        var number = asked.Json.GetProperty("outRefundNo").GetString();
        (await purchase.VouchersAsync()).ShouldAllBe(v => v.GetProperty("state").GetString() == "held");
        (await Product.Staff.GetAsync("/api/admin/refunds?state=awaitingApproval"))
            .ShouldBeOk()
            .Text.ShouldContain(number!);
        (await first.PostAsync($"/api/admin/refunds/{number}/approve")).ShouldBeProblem(403, "same-person");
        (await WeChat.JournalAsync("refund", purchase.OutTradeNo)).ShouldBeEmpty();
        (await second.PostAsync($"/api/admin/refunds/{number}/approve")).Status.ShouldBe(202);
        (await second.PostAsync($"/api/admin/refunds/{number}/reject")).ShouldBeProblem(409, "already-decided");
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 6 * 19_900);
        (await purchase.Sale.LedgerAsync()).GetProperty("free").GetInt64().ShouldBe(20);
    }

    [Fact]
    public async Task A_refund_that_is_turned_down_leaves_everything_as_it_was()
    {
        var purchase = await Purchase.FulfilledAsync(
            Product,
            await Product.OpenFlashSaleAsync(stock: 20, limitPerCustomer: 10),
            quantity: 6
        );
        var vouchers = (await purchase.VouchersAsync()).Select(v => v.GetProperty("id").GetGuid()).ToArray();
        var number = (await purchase.StaffRefundAsync(Ops, 6 * 19_900, voucherIds: vouchers))
            .Json.GetProperty("outRefundNo")
            .GetString();
        (await Ops.PostAsync($"/api/admin/refunds/{number}/reject")).Status.ShouldBe(202);
        (await purchase.VouchersAsync()).ShouldAllBe(v => v.GetProperty("state").GetString() == "issued");
        (await purchase.ReturnAsync()).Status.ShouldBe(202);
        await purchase.IsAsync("refunded");
        await WentBackOnceAsync(purchase.OutTradeNo, 6 * 19_900);
    }

    [Fact]
    public async Task A_large_refund_in_slices_needs_a_second_person_as_well()
    {
        var purchase = await Purchase.FulfilledAsync(
            Product,
            await Product.OpenFlashSaleAsync(stock: 20, limitPerCustomer: 10),
            quantity: 6
        );
        var staff = Ops;
        (await purchase.StaffRefundAsync(staff, 60_000)).Json.GetProperty("state").GetString().ShouldBe("pending");
        (await purchase.StaffRefundAsync(staff, 59_000))
            .Json.GetProperty("state")
            .GetString()
            .ShouldBe("awaitingApproval");
    }

    [Fact]
    public async Task Nothing_goes_back_of_what_was_not_paid()
    {
        var purchase = await Purchase.OrderAsync(Product);
        (await purchase.ReturnAsync()).ShouldBeProblem(409, "not-paid");
        (await purchase.StaffRefundAsync(Ops, 1)).ShouldBeProblem(409, "not-paid");
        (await purchase.StaffRefundAsync(Ops, 0)).ShouldBeProblem(400, "validation").WithErrorsIn("amountFen");
        (await purchase.StaffRefundAsync(Ops, -5)).ShouldBeProblem(400, "validation").WithErrorsIn("amountFen");
        (await purchase.Customer.PostAsync($"/api/orders/{purchase.Id}/refunds", new { })).ShouldBeProblem(
            400,
            "idempotency-key-missing"
        );
        (await purchase.ReturnAsync(new { amountFen = 1 })).Status.ShouldBe(400);
        (await Product.Staff.GetAsync("/api/admin/refunds?state=lost")).ShouldBeProblem(400, "validation");
        (await Product.Staff.PostAsync("/api/admin/refunds/none/approve")).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Only_ops_and_admin_decide_about_money()
    {
        var marketing = Product.StaffWith("marketing");
        (await marketing.GetAsync("/api/admin/refunds")).ShouldBeProblem(403, "forbidden");
        (
            await marketing.PostAsync(
                $"/api/admin/orders/{Guid.NewGuid()}/refunds",
                new { amountFen = 1, reason = "x" },
                "k"
            )
        ).ShouldBeProblem(403, "forbidden");
        (await Product.NewCustomer().PostAsync("/api/admin/payments/1/return", new { reason = "x" })).ShouldBeProblem(
            403,
            "forbidden"
        );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RefundInProcessOnSqlite(InProcessOnSqlite product) : RefundTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RefundRemoteOnPostgres(RemoteOnPostgres product) : RefundTests(product);
