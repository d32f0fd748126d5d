using System.Text.RegularExpressions;
using FuelGrains.GrainInterfaces.Orders.Vouchers;

namespace FuelGrains.WebFront.Tests.Orders.Vouchers;

/// <summary>Vouchers are shown to their owner alone.</summary>
public abstract partial class VoucherTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_paid_order_becomes_vouchers_listed_newest_first_page_by_page()
    {
        var customer = Product.NewCustomer();
        var first = await Product.BuyVouchersAsync(customer, quantity: 2);
        var second = await Product.BuyVouchersAsync(customer);

        var all = (await customer.GetAsync("/api/vouchers")).ShouldBeOk().Json;
        all.GetProperty("vouchers")
            .EnumerateArray()
            .Select(v => v.GetProperty("id").GetGuid())
            .ToArray()[0]
            .ShouldBe(second[0]);
        all.GetProperty("vouchers").GetArrayLength().ShouldBe(3);
        all.GetProperty("next").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        var page = (await customer.GetAsync("/api/vouchers?limit=2")).ShouldBeOk().Json;
        var rest = (await customer.GetAsync($"/api/vouchers?limit=2&before={page.GetProperty("next").GetGuid()}"))
            .ShouldBeOk()
            .Json;
        page.GetProperty("vouchers")
            .EnumerateArray()
            .Concat(rest.GetProperty("vouchers").EnumerateArray())
            .Select(v => v.GetProperty("id").GetGuid())
            .ShouldBe([.. first, .. second], ignoreOrder: true);

        var voucher = all.GetProperty("vouchers")[0];
        (
            voucher.GetProperty("title").GetString(),
            voucher.GetProperty("kind").GetString(),
            voucher.GetProperty("grade").GetString(),
            voucher.GetProperty("remainingMl").GetInt64(),
            voucher.GetProperty("priceFen").GetInt64(),
            voucher.GetProperty("state").GetString()
        ).ShouldBe(("95# 汽油 30 升券", "litres", "95#", 30_000L, 19_900L, "issued"));
        (
            voucher.GetProperty("validTo").GetDateTimeOffset() - voucher.GetProperty("validFrom").GetDateTimeOffset()
        ).ShouldBe(TimeSpan.FromDays(30));
        (await customer.GetAsync("/api/vouchers?state=issued"))
            .Json.GetProperty("vouchers")
            .GetArrayLength()
            .ShouldBe(3);
        (await customer.GetAsync("/api/vouchers?state=used")).Json.GetProperty("vouchers").GetArrayLength().ShouldBe(0);
        (await customer.GetAsync("/api/orders"))
            .Json.GetProperty("orders")[0]
            .GetProperty("status")
            .GetString()
            .ShouldBe("fulfilled");
    }

    [Fact]
    public async Task A_voucher_shows_its_code_in_groups_of_four_and_as_a_qr_symbol_that_nobody_keeps()
    {
        var customer = Product.NewCustomer();
        var id = (await Product.BuyVouchersAsync(customer))[0];
        var detail = (await customer.GetAsync($"/api/vouchers/{id}")).ShouldBeOk();
        detail.Header("Cache-Control").ShouldBe("no-store");
        Code().IsMatch(detail.Json.GetProperty("code").GetString()!).ShouldBeTrue();

        var qr = (await customer.GetAsync($"/api/vouchers/{id}/qr.svg")).ShouldBeOk();
        qr.ContentType.ShouldStartWith("image/svg+xml");
        qr.Header("Cache-Control").ShouldBe("no-store");
        var size = int.Parse(Box().Match(qr.Text).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var dark = Dark()
            .Matches(qr.Text)
            .Select(m => (X: int.Parse(m.Groups[1].Value, null), Y: int.Parse(m.Groups[2].Value, null)))
            .ToHashSet();
        // 20 characters at level M just fit a symbol of version 1: 21 modules, and four of quiet zone around them.
        size.ShouldBe(29);
        dark.ShouldAllBe(d => d.X >= 4 && d.X < 25 && d.Y >= 4 && d.Y < 25);
        new QrReader((x, y) => dark.Contains((x + 4, y + 4)))
            .Read()
            .ShouldBe(detail.Json.GetProperty("code").GetString()!.Replace("-", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_customers_voucher_is_not_there()
    {
        var (owner, other) = (Product.NewCustomer(), Product.NewCustomer());
        var id = (await Product.BuyVouchersAsync(owner))[0];
        var nothing = (await other.GetAsync($"/api/vouchers/{Guid.NewGuid()}")).ShouldBeProblem(404, "not-found");
        (await other.GetAsync($"/api/vouchers/{id}"))
            .ShouldBeProblem(404, "not-found")
            .WithoutTrace.ShouldBe(nothing.WithoutTrace);
        (await other.GetAsync($"/api/vouchers/{id}/qr.svg")).ShouldBeProblem(404, "not-found");
        (await other.GetAsync("/api/vouchers")).Json.GetProperty("vouchers").GetArrayLength().ShouldBe(0);
        (await other.GetAsync($"/api/vouchers?before={id}")).Json.GetProperty("vouchers").GetArrayLength().ShouldBe(0);
        (await Product.Staff.GetAsync($"/api/vouchers/{id}")).ShouldBeProblem(403, "forbidden");
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("state=Issued", "state")]
    [InlineData("state=0", "state")]
    [InlineData("state=", "state")]
    [InlineData("before=1", "before")]
    public async Task A_question_that_is_none_is_refused(string query, string field) =>
        (await Product.NewCustomer().GetAsync($"/api/vouchers?{query}"))
            .ShouldBeProblem(400, "validation")
            .WithErrorsIn(field);

    [Fact]
    public async Task The_pumps_verbs_reach_a_wallet_across_the_wire()
    {
        var customer = Product.NewCustomer();
        var id = new VoucherId((await Product.BuyVouchersAsync(customer))[0]);
        var (wallet, station) = (
            Product.Grains.GetGrain<IWalletGrain>(customer.Customer.Value),
            await Product.NewStationAsync()
        );
        var plan = await wallet.PlanAsync(new(station, "95#", 10_000, 7_899, 7_899));
        (plan.MoneyFen, plan.Vouchers.ShouldHaveSingleItem()).ShouldBe((0, new VoucherShare(id, 10_000, 7_899)));
        var holder = $"fuelling/{Guid.NewGuid()}";
        (await wallet.HoldAsync(holder, [id], station)).Outcome.ShouldBe(WalletOutcome.Done);
        (await wallet.ConfirmAsync(holder, plan.Vouchers, station)).Outcome.ShouldBe(WalletOutcome.Done);
        (await customer.GetAsync($"/api/vouchers/{id}"))
            .Json.GetProperty("voucher")
            .GetProperty("remainingMl")
            .GetInt64()
            .ShouldBe(20_000);
        (await wallet.ReleaseAsync(holder)).Outcome.ShouldBe(WalletOutcome.Over);
        (await wallet.ExpireAsync($"fuelling/{Guid.NewGuid()}")).Outcome.ShouldBe(WalletOutcome.Done);
    }

    [GeneratedRegex("^([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$")]
    private static partial Regex Code();

    [GeneratedRegex("viewBox=\"0 0 ([0-9]+) ")]
    private static partial Regex Box();

    [GeneratedRegex("M([0-9]+) ([0-9]+)h1v1h-1z")]
    private static partial Regex Dark();
}

[Collection(InProcessOnSqlite.Name)]
public sealed class VoucherInProcessOnSqlite(InProcessOnSqlite product) : VoucherTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class VoucherRemoteOnPostgres(RemoteOnPostgres product) : VoucherTests(product);
