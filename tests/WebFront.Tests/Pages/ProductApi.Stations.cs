using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>Stations, their sites, and orders for fuel.</summary>
public sealed partial class ProductApi
{
    /// <summary>A station with its site's secret and its screen's key.</summary>
    public async Task<(Guid Id, string Secret, string ScreenKey)> NewStationAsync(
        string name,
        CancellationToken cancel,
        long? latitudeE6 = null,
        long? longitudeE6 = null
    )
    {
        var staff = await StaffAsync(cancel);
        var draft = new StationDraft(name, "杭州", "江南大道 88 号", latitudeE6, longitudeE6);
        var (id, secret) = await staff.NewStationAsync(draft, cancel);
        var screen = await staff.PostAsync<SecretReply>($"api/admin/stations/{id}/screen-key", cancel);
        return (id, secret, screen.Secret);
    }

    /// <summary>Waits until a driver who stands at the pump finds it so.</summary>
    public async Task PumpBecomesAsync(
        Guid station,
        int pump,
        Func<JsonElement, bool> expected,
        CancellationToken cancel
    )
    {
        var driver = await LogInAsync("looks-at-pumps", cancel);
        await Eventually.GetsAsync(
            SettledWithin,
            () => Phones.PumpAsync(driver, station, pump, cancel),
            offer => offer.Accepted && expected(offer.Json)
        );
    }

    /// <summary>A driver orders the pump's open sale and presses pay.</summary>
    public async Task<string> PayFuelAsync(string name, Guid station, int pump, CancellationToken cancel)
    {
        var offer = await Phones.PumpAsync(await LogInAsync(name, cancel), station, pump, cancel);
        return await OrderFuelAsync(name, station, pump, new { saleId = offer.As<PumpReply>().Sales[0].Id }, cancel);
    }

    /// <summary>A driver orders fuel and pays, a coupon of WeChat perhaps a part of it; answers the order.</summary>
    public async Task<string> OrderFuelAsync(
        string name,
        Guid station,
        int pump,
        object preset,
        CancellationToken cancel,
        long? couponFen = null
    )
    {
        var driver = await LogInAsync(name, cancel);
        var order = await Phones.OrderFuelAsync(driver, station, pump, preset, NewKey(), cancel);
        var id = $"{order.As<FuelOrderReply>().Id}";
        await PayAsync(name, id, cancel, couponFen: couponFen);
        return id;
    }

    public async Task<int> CountOrdersOfAnyKindAsync(string name, CancellationToken cancel)
    {
        var orders = await (await WireAsync(name, cancel)).GetAsync("api/orders", cancel);
        return orders.ShouldBeOk().Json.GetProperty("orders").GetArrayLength();
    }
}
