using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Orders;

/// <summary>Staff decide about money in the console: refunds that need two people, and payments that do not match.</summary>
[Collection<StationPages>]
public sealed class MoneyConsoleTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task A_refund_above_the_limit_is_approved_by_a_second_person_and_not_by_the_first()
    {
        Provokes("status of 403");
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 2);
        var alice = NewName("alice");
        var order = await Api.BuyFulfilledAsync(alice, sale, Cancel, quantity: 2);
        var watching = await OpenOrderAsync(order, alice);
        var asker = NewName("asker");
        await Api.AddStaffAsync(asker, ["ops"], Cancel);
        var first = await OpenConsoleAsync("orders", asker);
        await FindAsync(first, order);
        await Expect(first, "found-payments").ToContainTextAsync("¥397 · 已入账");
        await Expect(first, "found-vouchers").ToContainTextAsync("可使用");

        await first.GetByTestId("staff-refund").ClickAsync();
        await first.GetByTestId("ask-reason").FillAsync("站点停业");
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "message").ToContainTextAsync("等待另一个人审核");
        await Expect(first, "found-refunds").ToContainTextAsync("待审核");
        await Expect(watching, "refund-state").ToHaveTextAsync("申请中");

        await first.GetByTestId("tab-money").ClickAsync();
        var own = RecordOf(first, "awaiting", order);
        await Assertions.Expect(own.GetByTestId("badge")).ToContainTextAsync("须他人审核");
        await own.GetByTestId("approve").ClickAsync();
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "message").ToContainTextAsync("不能审核自己发起的退款");

        var second = NewName("second");
        await Api.AddStaffAsync(second, ["ops"], Cancel);
        var other = await OpenConsoleAsync("money", second);
        var record = RecordOf(other, "awaiting", order);
        await Assertions.Expect(record).ToContainTextAsync("站点停业");
        await record.GetByTestId("approve").ClickAsync();
        await Expect(other, "ask-body").ToContainTextAsync("站点停业");
        await other.GetByTestId("ask-yes").ClickAsync();

        await Expect(other, "message").ToHaveTextAsync("已批准退款 ¥397");
        await Assertions.Expect(record).ToHaveCountAsync(0);
        await Expect(watching, "refund-state").ToHaveTextAsync("已退款");
        await Expect(watching, "order-state").ToHaveTextAsync("已退款");
        await Assertions.Expect(RecordOf(first, "awaiting", order)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_refund_that_is_rejected_releases_the_voucher()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 2);
        var alice = NewName("alice");
        var order = await Api.BuyFulfilledAsync(alice, sale, Cancel, quantity: 2);
        var first = await OpenConsoleAsync("orders");
        await FindAsync(first, order);
        await first.GetByTestId("staff-refund").ClickAsync();
        await first.GetByTestId("ask-yes").ClickAsync();
        await Assertions.Expect(first.Locator("#ask-fields .trouble").Last).ToHaveTextAsync("请填写原因");
        await first.GetByTestId("ask-reason").FillAsync("试一试");
        await first.GetByTestId("ask-yes").ClickAsync();
        await Expect(first, "found-vouchers").ToContainTextAsync("处理中");

        var second = NewName("second");
        await Api.AddStaffAsync(second, ["ops"], Cancel);
        var other = await OpenConsoleAsync("money", second);
        await RecordOf(other, "awaiting", order).GetByTestId("reject").ClickAsync();
        await other.GetByTestId("ask-yes").ClickAsync();

        await Expect(other, "message").ToHaveTextAsync("已驳回退款 ¥397");
        await Expect(first, "found-refunds").ToContainTextAsync("未通过");
        await Expect(first, "found-vouchers").Not.ToContainTextAsync("处理中");
    }

    [Fact]
    public async Task A_frozen_payment_is_shown_with_its_reason_and_goes_back_by_a_persons_word()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = NewName("alice");
        var order = await Api.BuyAsync(alice, sale, Cancel);
        await Api.PayAsync(alice, order, Cancel, amountFen: 1_250);
        var watching = await OpenOrderAsync(order, alice);
        await Expect(watching, "order-state").ToHaveTextAsync("款项核对中");
        var staff = await OpenConsoleAsync("money");
        var record = RecordOf(staff, "frozen", order);
        await Assertions.Expect(record).ToContainTextAsync("¥12.50");
        await Assertions.Expect(record.GetByTestId("badge")).ToContainTextAsync("收款 ¥12.50，应付 ¥198.50");

        await record.GetByTestId("release").ClickAsync();
        await staff.GetByTestId("ask-reason").FillAsync("看起来像");
        await staff.GetByTestId("ask-yes").ClickAsync();
        await Expect(staff, "message").ToContainTextAsync("只能退回，不能入账");

        await record.GetByTestId("return").ClickAsync();
        await staff.GetByTestId("ask-reason").FillAsync("金额不符");
        await staff.GetByTestId("ask-yes").ClickAsync();
        await Expect(staff, "message").ToHaveTextAsync("¥12.50 正在原路退回");
        await Assertions.Expect(record).ToHaveCountAsync(0);
        await Expect(watching, "refund-state").ToHaveTextAsync("已退款");
    }

    [Fact]
    public async Task Who_paid_and_who_gets_what_back_is_said_when_a_coupon_paid_a_part()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = NewName("alice");
        var order = await Api.BuyFulfilledAsync(alice, sale, Cancel, couponFen: 9_850);
        var staff = await OpenConsoleAsync("orders");
        await FindAsync(staff, order);
        await Expect(staff, "found-payments").ToContainTextAsync("顾客实付 ¥100，微信优惠 ¥98.50（微信支付加油券）");

        await staff.GetByTestId("staff-refund").ClickAsync();
        await Expect(staff, "ask-choice").ToBeCheckedAsync();
        await Expect(staff, "ask-meaning").ToContainTextAsync("顾客失去 1 张券");
        await staff.GetByTestId("ask-amountFen").FillAsync("4");
        await Expect(staff, "ask-choice").Not.ToBeCheckedAsync();
        await Expect(staff, "ask-meaning").ToContainTextAsync("1 张券仍可使用");
        await staff.GetByTestId("ask-reason").FillAsync("少加了一点");
        await staff.GetByTestId("ask-yes").ClickAsync();

        // 4 x 100 / 198.50 yuan, rounded half up to a fen.
        await Expect(staff, "found-refunds").ToContainTextAsync("退到顾客账户 ¥2.02，其余 ¥1.98 退回微信优惠");
        await Expect(staff, "found-vouchers").ToContainTextAsync("可使用");
    }

    [Fact]
    public async Task Four_yuan_of_a_price_take_a_voucher_only_when_staff_tick_it_and_the_customer_reads_what_came_back()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = NewName("alice");
        var order = await Api.BuyFulfilledAsync(alice, sale, Cancel);
        var staff = await OpenConsoleAsync("orders");
        await FindAsync(staff, order);
        await staff.GetByTestId("staff-refund").ClickAsync();
        await staff.GetByTestId("ask-amountFen").FillAsync("4");
        await staff.GetByTestId("ask-choice").CheckAsync();
        await staff.GetByTestId("ask-reason").FillAsync("协商");
        await Expect(staff, "ask-meaning").ToContainTextAsync("顾客失去 1 张券");
        await staff.GetByTestId("ask-yes").ClickAsync();

        var page = await OpenOrderAsync(order, alice);
        await Expect(page, "order-state").ToHaveTextAsync("已退款");
        await Expect(page, "order-says").ToHaveTextAsync("已退回款项中的 ¥4");
    }

    [Fact]
    public async Task An_order_that_there_is_not_is_said_in_words()
    {
        Provokes("status of 404");
        var staff = await OpenConsoleAsync("orders");
        await FindAsync(staff, "123");
        await Expect(staff, "find-trouble").ToHaveTextAsync("请输入完整的订单号");
        await FindAsync(staff, Guid.NewGuid().ToString());
        await Expect(staff, "find-trouble").ToHaveTextAsync("没有找到这笔订单");
    }

    [Fact]
    public async Task Who_has_the_role_marketing_alone_sees_nothing_of_money()
    {
        var name = NewName("campaigner");
        await Api.AddStaffAsync(name, ["marketing"], Cancel);
        var staff = await OpenConsoleAsync("money", name);

        await Assertions.Expect(staff.Locator("#view-sales")).ToBeVisibleAsync();
        await Expect(staff, "view-money").ToBeHiddenAsync();
        await Assertions.Expect(staff.GetByTestId("views").GetByRole(AriaRole.Tab)).ToHaveTextAsync(["抢购", "拼团"]);
    }

    private static ILocator RecordOf(IPage page, string list, string order) =>
        page.GetByTestId(list).GetByTestId("record").Filter(new() { HasText = order });

    private static async Task FindAsync(IPage page, string order)
    {
        await page.GetByTestId("find-id").FillAsync(order);
        await page.GetByTestId("find-go").ClickAsync();
    }
}
