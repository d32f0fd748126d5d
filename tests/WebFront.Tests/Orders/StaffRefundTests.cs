using FuelGrains.Grains.Orders.Refunds;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Refunds that staff make: never more than was paid, and a large one needs a second person.</summary>
public abstract class StaffRefundTests(ProductFixture product) : MoneyTests(product)
{
    private ApiClient Ops => Product.StaffWith("ops");

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
        trade.Refunds.Sum(r => r.RefundFen).ShouldBe(14_000);
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
    public async Task Of_two_staff_with_two_tabs_each_one_refunds_and_the_others_hear_of_that_refund()
    {
        var purchase = await Purchase.FulfilledAsync(Product);
        ApiClient[] staff = [Ops, Ops];
        var options = Product.SiloServices.GetRequiredService<IOptions<RefundOptions>>().Value;
        var before = options.RecentFor;
        options.RecentFor = TimeSpan.FromMinutes(10);
        try
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(tab => purchase.StaffRefundAsync(staff[tab % 2], 400))
            );
            var done = answers.Where(a => a.Status == 202).ShouldHaveSingleItem().Json;
            foreach (var answer in answers.Where(a => a.Status != 202))
            {
                answer.ShouldBeProblem(409, "refunded-recently");
                var known = answer.Json.GetProperty("refund");
                known.GetProperty("outRefundNo").GetString().ShouldBe(done.GetProperty("outRefundNo").GetString());
                known.GetProperty("amountFen").GetInt64().ShouldBe(400);
            }
        }
        finally
        {
            options.RecentFor = before;
        }
        await purchase.RefundIsAsync("succeeded");
        (await WeChat.TradeAsync(purchase.OutTradeNo)).Refunds.ShouldHaveSingleItem().RefundFen.ShouldBe(400);
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
public sealed class StaffRefundInProcessOnSqlite(InProcessOnSqlite product) : StaffRefundTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class StaffRefundRemoteOnPostgres(RemoteOnPostgres product) : StaffRefundTests(product);
