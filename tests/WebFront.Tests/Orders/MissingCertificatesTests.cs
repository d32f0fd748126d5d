namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>A new merchant has WeChat's public key and no platform certificates: customers pay, and staff are told once.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class MissingCertificatesTests(InProcessOnSqlite product) : MoneyTests(product)
{
    [Fact]
    public async Task A_merchant_without_certificates_takes_payments_and_has_one_alarm()
    {
        await WeChat.BreakAsync(new("certificates", "refuse", Status: 404, Code: "RESOURCE_NOT_EXISTS"), Ct);
        await using var front = Product.StartFront([]);
        var staff = Product.At(front, Product.Staff.Token);
        var (alarms, _) = await Eventually.GetsAsync(
            Deadline,
            async () => (await staff.GetAsync("/api/ops/alarms?limit=100")).ShouldBeOk().Json.GetProperty("items"),
            items => items.GetArrayLength() > 0
        );
        var alarm = alarms.EnumerateArray().ShouldHaveSingleItem();
        alarm.GetProperty("kind").GetString().ShouldBe("wechat.certificates");
        alarm.GetProperty("detail").GetString()!.ShouldContain("HTTP 404");
        await Eventually.GetsAsync(
            Deadline,
            () => Product.At(front).GetAsync("/health/ready"),
            ready => ready.Status == 200
        );
    }
}
