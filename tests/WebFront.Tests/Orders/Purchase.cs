using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>An order of a customer who logged in, and its money at WeChat.</summary>
public sealed class Purchase
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ProductFixture _product;

    private Purchase(ProductFixture product, TestSale sale, ApiClient customer, Guid id) =>
        (_product, Sale, Customer, Id) = (product, sale, customer, id);

    public TestSale Sale { get; }
    public ApiClient Customer { get; }
    public Guid Id { get; }

    /// <summary>The number of the latest payment that was prepared.</summary>
    public string OutTradeNo { get; private set; } = "";

    private string Path => $"/api/orders/{Id}";

    public static async Task<Purchase> OrderAsync(ProductFixture product, TestSale? sale = null, int quantity = 1)
    {
        sale ??= await product.OpenFlashSaleAsync(stock: 10, limitPerCustomer: 5);
        var customer = await product.LoginAsync("buyer");
        var placed = (await customer.OrderAsync(sale, quantity)).ShouldBeAccepted();
        return new(product, sale, customer, placed.Json.GetProperty("orderId").GetGuid());
    }

    public static async Task<Purchase> PreparedAsync(ProductFixture product, TestSale? sale = null, int quantity = 1)
    {
        var purchase = await OrderAsync(product, sale, quantity);
        await purchase.PrepareAsync();
        return purchase;
    }

    /// <summary>Places and pays an order and waits until its vouchers are issued.</summary>
    /// <param name="couponFen">The part that a coupon of WeChat pays.</param>
    public static async Task<Purchase> FulfilledAsync(
        ProductFixture product,
        TestSale? sale = null,
        int quantity = 1,
        long? couponFen = null
    )
    {
        var purchase = await PreparedAsync(product, sale, quantity);
        await product.WeChat.PayAsync(purchase.OutTradeNo, couponFen: couponFen);
        await purchase.IsAsync("fulfilled");
        // The order is fulfilled a moment before its vouchers are the customer's.
        await Eventually.GetsAsync(
            Deadline,
            purchase.VouchersAsync,
            all => all.Length == quantity && all.All(v => v.GetProperty("state").GetString() == "issued")
        );
        return purchase;
    }

    public Task<Reply> PayAsync() => Customer.PostAsync($"{Path}/pay");

    public async Task<Reply> PrepareAsync()
    {
        var answer = (await PayAsync()).ShouldBeOk();
        OutTradeNo = await _product.WeChat.NumberOfAsync(answer);
        return answer;
    }

    public async Task<Reply> PreparedEventuallyAsync()
    {
        await Eventually.GetsAsync(Deadline, PayAsync, answer => answer.Status == 200);
        return await PrepareAsync();
    }

    public Task<Reply> CancelAsync() => Customer.PostAsync($"{Path}/cancel");

    public Task<Reply> ReturnAsync(object? body = null, string? key = null) =>
        Customer.PostAsync($"{Path}/refunds", body ?? new { }, key ?? Guid.NewGuid().ToString());

    public Task<Reply> StaffRefundAsync(
        ApiClient staff,
        long amountFen,
        string? key = null,
        Guid[]? voucherIds = null,
        string reason = "complaint"
    ) =>
        staff.PostAsync(
            $"/api/admin/orders/{Id}/refunds",
            voucherIds is null
                ? new { amountFen, reason }
                : new
                {
                    amountFen,
                    reason,
                    voucherIds,
                },
            key ?? Guid.NewGuid().ToString()
        );

    public async Task<JsonElement> ViewAsync() => (await Customer.GetAsync(Path)).ShouldBeOk().Json;

    public async Task<string> StatusAsync() => (await ViewAsync()).GetProperty("status").GetString()!;

    public async Task<JsonElement> IsAsync(string status) =>
        await BecomesAsync(view => view.GetProperty("status").GetString() == status);

    public async Task<JsonElement> BecomesAsync(Func<JsonElement, bool> wanted) =>
        (await Eventually.GetsAsync(Deadline, ViewAsync, wanted)).Value;

    /// <summary>Waits until the order's only refund is in that state.</summary>
    public async Task<JsonElement> RefundIsAsync(string state)
    {
        var view = await BecomesAsync(v =>
            v.GetProperty("refunds") is { } refunds
            && refunds.GetArrayLength() == 1
            && refunds[0].GetProperty("state").GetString() == state
        );
        return view.GetProperty("refunds")[0];
    }

    public async Task<JsonElement[]> VouchersAsync() =>
        [
            .. (await Customer.GetAsync("/api/vouchers"))
                .ShouldBeOk()
                .Json.GetProperty("vouchers")
                .EnumerateArray()
                .Where(v => v.GetProperty("orderId").GetGuid() == Id)
                .OrderBy(v => v.GetProperty("id").GetGuid()),
        ];
}
