using System.Text.Json;

namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>An order for fuel of a driver who logged in, and its money at WeChat.</summary>
public sealed class FuelPurchase
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ProductFixture _product;

    private FuelPurchase(ProductFixture product, ApiClient driver, JsonElement placed) =>
        (_product, Driver, Placed) = (product, driver, placed);

    public ApiClient Driver { get; }

    /// <summary>The order as the first answer showed it.</summary>
    public JsonElement Placed { get; }

    public Guid Id => Placed.GetProperty("id").GetGuid();

    public long MoneyFen => Placed.GetProperty("moneyFen").GetInt64();

    private string Path => $"/api/orders/{Id}";

    public static Task<Reply> AskAsync(
        ApiClient driver,
        TestStation station,
        int pump,
        object body,
        string? key = null
    ) => driver.PostAsync($"/api/stations/{station.Id}/pumps/{pump}/orders", body, key ?? Guid.NewGuid().ToString());

    public static async Task<FuelPurchase> PlaceAsync(
        TestStation station,
        int pump,
        object body,
        ApiClient? driver = null
    )
    {
        driver ??= await station.Product.LoginAsync("driver");
        return new(station.Product, driver, (await AskAsync(driver, station, pump, body)).ShouldBeAccepted().Json);
    }

    public static async Task<FuelPurchase> PaidAsync(
        TestStation station,
        int pump,
        object body,
        ApiClient? driver = null
    )
    {
        var purchase = await PlaceAsync(station, pump, body, driver);
        await purchase.PayAsync();
        return purchase;
    }

    public async Task<string> PrepareAsync() =>
        await _product.WeChat.NumberOfAsync(await Driver.PostAsync($"{Path}/pay"));

    public async Task PayAsync() => await _product.WeChat.PayAsync(await PrepareAsync());

    public Task<Reply> CancelAsync() => Driver.PostAsync($"{Path}/cancel");

    public async Task<JsonElement> ViewAsync() => (await Driver.GetAsync(Path)).ShouldBeOk().Json;

    public async Task<JsonElement> BecomesAsync(Func<JsonElement, bool> wanted) =>
        (await Eventually.GetsAsync(Deadline, ViewAsync, wanted)).Value;

    public Task<JsonElement> IsAsync(string status) =>
        BecomesAsync(view => view.GetProperty("status").GetString() == status);

    public Task<JsonElement> PhaseIsAsync(string phase) =>
        BecomesAsync(view => view.GetProperty("phase").GetString() == phase);

    /// <summary>Waits until this amount, in fen, is refunded.</summary>
    public Task<JsonElement> RefundedAsync(long fen) => BecomesAsync(view => Back(view) == fen);

    public static long Back(JsonElement view) =>
        view.GetProperty("refunds")
            .EnumerateArray()
            .Where(r => r.GetProperty("state").GetString() == "succeeded")
            .Sum(r => r.GetProperty("amountFen").GetInt64());

    /// <summary>Returns the volume in millilitres, the amount in fen, and what vouchers and money paid of it.</summary>
    public static (long Ml, long Fen, long Voucher, long Money) Settled(JsonElement view)
    {
        var settled = view.GetProperty("settled");
        return (
            settled.GetProperty("volumeMl").GetInt64(),
            settled.GetProperty("amountFen").GetInt64(),
            settled.GetProperty("voucherFen").GetInt64(),
            settled.GetProperty("moneyFen").GetInt64()
        );
    }

    public async Task<(string State, long RemainingMl)> VoucherAsync(Guid voucher)
    {
        var found = (await Driver.GetAsync($"/api/vouchers/{voucher}")).ShouldBeOk().Json.GetProperty("voucher");
        return (found.GetProperty("state").GetString()!, found.GetProperty("remainingMl").GetInt64());
    }
}
