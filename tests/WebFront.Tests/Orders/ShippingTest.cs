using System.Text.Json;
using FuelGrains.GrainInterfaces.Stations;

namespace FuelGrains.WebFront.Tests.Orders;

/// <summary>Base of the tests of shipping: vouchers are redeemed, and WeChat and staff are asked what came of it.</summary>
public abstract class ShippingTest(ProductFixture product) : MoneyTests(product)
{
    protected Task<ShippingReply> HoldAsync(string outTradeNo) =>
        WeChat.ShippingAsync(outTradeNo, TestContext.Current.CancellationToken);

    protected async Task<ShippingReply> ReportedAsync(string outTradeNo) =>
        (await Eventually.GetsAsync(Deadline, () => HoldAsync(outTradeNo), held => held.Count > 0)).Value;

    protected async Task<JsonElement> FileAsync(Guid order) =>
        (await Product.Staff.GetAsync($"/api/admin/orders/{order}")).ShouldBeOk().Json;

    protected async Task<JsonElement> ShippingIsAsync(Guid order, string state, bool corrected = false)
    {
        var file = await Eventually.GetsAsync(
            Deadline,
            () => FileAsync(order),
            f =>
                f.GetProperty("shipping") is { ValueKind: JsonValueKind.Object } shipping
                && shipping.GetProperty("state").GetString() == state
                && (!corrected || shipping.GetProperty("correctedAt").ValueKind == JsonValueKind.String)
        );
        return file.Value.GetProperty("shipping");
    }

    protected async Task RedeemAsync(Purchase purchase, StationId station, int voucher = 0)
    {
        var id = (await purchase.VouchersAsync())[voucher].GetProperty("id").GetGuid();
        var code = (await purchase.Customer.GetAsync($"/api/vouchers/{id}")).ShouldBeOk().Json.GetProperty("code");
        (
            await Product
                .StationStaff(station)
                .PostAsync(
                    $"/api/stations/{station}/redemptions",
                    new { code = code.GetString() },
                    Guid.NewGuid().ToString()
                )
        ).ShouldBeAccepted();
    }
}
