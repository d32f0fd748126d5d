using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>Staff create, change and end flash sales.</summary>
public abstract class FlashSaleAdminTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_sale_goes_from_draft_to_closed_and_what_its_state_forbids_is_refused()
    {
        var sale = await Product.DraftAsync(stock: 10);
        await ForbidsAsync(sale, "pause", "resume", "restock");
        (await sale.StaffAsync("publish")).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("published");
        await ForbidsAsync(sale, "publish", "resume");

        var customer = Product.NewCustomer();
        (await customer.OrderAsync(sale)).ShouldBeAccepted();
        (await sale.StaffAsync("pause")).ShouldBeOk().Json.GetProperty("status").GetString().ShouldBe("paused");
        (await customer.OrderAsync(sale)).ShouldBeProblem(409, "paused");
        await ForbidsAsync(sale, "publish", "pause");
        (await sale.StaffAsync("resume")).ShouldBeOk();
        (await customer.OrderAsync(sale)).ShouldBeAccepted();

        var closed = (await sale.StaffAsync("close")).ShouldBeOk().Json;
        closed.GetProperty("status").GetString().ShouldBe("closed");
        (await customer.OrderAsync(sale)).ShouldBeProblem(409, "sale-closed");
        await ForbidsAsync(sale, "publish", "pause", "resume", "restock", "close");
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () => (await sale.LedgerAsync()).GetProperty("held").GetInt64() == 0
        );
        var orders = (await customer.GetAsync("/api/orders")).Json.GetProperty("orders").EnumerateArray().ToArray();
        orders.Length.ShouldBe(2);
        orders.ShouldAllBe(order =>
            order.GetProperty("status").GetString() == "cancelled"
            && order.GetProperty("cause").GetString() == "saleClosed"
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_restock_reopens_a_sale_at_once_and_takes_back_free_units_only(int shards)
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 4, limitPerCustomer: 1, shards: shards);
        await SellOutAsync(sale, 4);

        (await sale.StaffAsync("restock", new { delta = 6 }))
            .ShouldBeOk()
            .Json.GetProperty("stock")
            .GetInt64()
            .ShouldBe(10);
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(1),
            async () => (await Product.NewCustomer().OrderAsync(sale)).Status == 201
        );
        (await sale.StaffAsync("restock", new { delta = -6 })).ShouldBeProblem(409, "not-enough-free");
        var left = (await sale.StaffAsync("restock", new { delta = -5 })).ShouldBeOk().Json;
        (
            left.GetProperty("stock").GetInt64(),
            left.GetProperty("free").GetInt64(),
            left.GetProperty("held").GetInt64()
        ).ShouldBe((5L, 0L, 5L));
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "all-held");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1000000001")]
    [InlineData("-1000000001")]
    [InlineData("\"5\"")]
    [InlineData("0.5")]
    public async Task A_delta_that_is_none_is_refused(string delta)
    {
        var sale = await Product.OpenFlashSaleAsync();
        (await Product.Staff.PostTextAsync($"/api/admin/flash-sales/{sale.Id}/restock", $$"""{"delta":{{delta}}}"""))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn("delta");
    }

    [Fact]
    public async Task A_sale_that_contradicts_itself_is_refused_field_by_field()
    {
        var now = Product.Clock.GetUtcNow();
        var refused = await Product.Staff.PostAsync(
            "/api/admin/flash-sales",
            new
            {
                productId = Product.VoucherId,
                title = "x\0y",
                listPriceFen = 0,
                salePriceFen = -1,
                stock = 0,
                startsAt = now,
                endsAt = now,
                limitPerCustomer = 0,
                limitPerOrder = 2,
                payWithinSeconds = 0,
                shards = 65,
            }
        );
        refused
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(
                "title",
                "listPriceFen",
                "salePriceFen",
                "stock",
                "endsAt",
                "limitPerCustomer",
                "limitPerOrder",
                "payWithinSeconds",
                "shards"
            );
        (await Product.Staff.PostAsync("/api/admin/flash-sales", new { title = "only" }))
            .ShouldBeProblem(400, "validation")
            .Text.ShouldContain("productId");
        (
            await Product.Staff.PostAsync(
                "/api/admin/flash-sales",
                new
                {
                    productId = Guid.NewGuid(),
                    title = "t",
                    listPriceFen = 2,
                    salePriceFen = 1,
                    stock = 1,
                    startsAt = now,
                    endsAt = now.AddHours(1),
                    limitPerCustomer = 1,
                    limitPerOrder = 1,
                    payWithinSeconds = 60,
                }
            )
        ).ShouldBeProblem(400, "unknown-product").WithErrorsIn("productId");
    }

    [Theory]
    [InlineData(65_536)]
    [InlineData(100_001)]
    public async Task A_limit_per_order_that_a_shard_cannot_count_or_a_customer_cannot_reach_is_refused(int limit)
    {
        var now = Product.Clock.GetUtcNow();
        (
            await Product.Staff.PostAsync(
                "/api/admin/flash-sales",
                new
                {
                    productId = Product.VoucherId,
                    title = "t",
                    listPriceFen = 2,
                    salePriceFen = 1,
                    stock = 1_000_000,
                    startsAt = now,
                    endsAt = now.AddHours(1),
                    limitPerCustomer = 100_000,
                    limitPerOrder = limit,
                    payWithinSeconds = 60,
                }
            )
        ).ShouldBeProblem(400, "validation").WithErrorsIn("limitPerOrder").Text.ShouldContain("65535");
    }

    [Fact]
    public async Task An_unknown_sale_cannot_be_worked()
    {
        var nothing = new TestSale(Product, Guid.NewGuid(), 1);
        foreach (var verb in new[] { "publish", "pause", "resume", "close" })
            (await nothing.StaffAsync(verb)).ShouldBeProblem(404, "not-found");
        (await nothing.StaffAsync("restock", new { delta = 1 })).ShouldBeProblem(404, "not-found");
    }

    [Fact]
    public async Task Drafts_are_for_staff_alone()
    {
        var draft = await Product.DraftAsync();
        (await Product.Staff.GetAsync("/api/admin/flash-sales")).Text.ShouldContain(draft.Id.ToString());
        (await Product.Anonymous.GetAsync("/api/flash-sales")).Text.ShouldNotContain(draft.Id.ToString());
    }

    [Fact]
    public async Task Every_change_is_audited_with_its_author()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 5);
        await sale.StaffAsync("pause");
        await sale.StaffAsync("resume");
        await sale.StaffAsync("restock", new { delta = 2 });
        (await sale.StaffAsync("restock", new { delta = -100 })).ShouldBeProblem(409, "not-enough-free");
        await sale.StaffAsync("close");

        var rows = await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .ReadAsync(
                session =>
                    session
                        .Sql("SELECT actor, action, detail FROM audit WHERE subject = @sale ORDER BY at, id")
                        .With("sale", sale.Id.ToString())
                        .ListAsync(row =>
                            $"{row.Text(0)} {row.Text(1)} {(row.Text(1) == "flash-sale.restock" ? row.Text(2) : "")}".Trim()
                        ),
                Ct
            );
        rows.ShouldBe([
            "admin flash-sale.create",
            "admin flash-sale.publish",
            "admin flash-sale.pause",
            "admin flash-sale.resume",
            "admin flash-sale.restock delta 2",
            "admin flash-sale.close",
        ]);
    }

    private async Task SellOutAsync(TestSale sale, int units)
    {
        for (var i = 0; i < units; i++)
            (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeProblem(409, "all-held");
    }

    private static async Task ForbidsAsync(TestSale sale, params string[] verbs)
    {
        foreach (var verb in verbs)
            (await sale.StaffAsync(verb, verb == "restock" ? new { delta = 1 } : null)).ShouldBeProblem(
                409,
                "wrong-state"
            );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SaleAdminInProcessOnSqlite(InProcessOnSqlite product) : FlashSaleAdminTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SaleAdminRemoteOnPostgres(RemoteOnPostgres product) : FlashSaleAdminTests(product);
