namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>A station whose products have grades, with a raw site: shared by the tests of paying for fuel.</summary>
public abstract class FuelPayTests(ProductFixture product) : WireTests(product)
{
    protected static readonly string[] Prices = ["PRICE 95 LTR CNY 8.000 95# 汽油", "PRICE 92 LTR CNY 7.500 92# 汽油"];

    /// <summary>A voucher of 20 yuan for sales from 50 yuan on.</summary>
    protected static readonly ProductUnit TwentyFromFifty = new()
    {
        Kind = ProductKind.Yuan,
        ValueFen = 2_000,
        ThresholdFen = 5_000,
    };

    private protected async Task<(TestStation Station, RawSite Site)> OpenAsync(params string[] pumps)
    {
        var station = await TestStation.CreateAsync(Product);
        var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(Prices, pumps);
        await station.BoardBecomesAsync(board =>
            board.Prices.Length == 2 && board.Pumps.Count(pump => pump.State != PumpState.Unknown) == pumps.Length
        );
        foreach (var (product, grade) in new[] { ("95", "95#"), ("92", "92#") })
            (await station.Staff.PostAsync($"{station.Path}/products", new { product, grade })).ShouldBeOk();
        return (station, site);
    }

    /// <summary>Ten litres at 8 yuan on pump 1, told by the site.</summary>
    private protected static async Task<FuelSale> SoldAsync(
        TestStation station,
        RawSite site,
        string transaction = "t-1"
    )
    {
        await site.SayAsync("* " + Sold(transaction));
        return await station.OnlySaleAsync(1);
    }

    protected static string Sold(
        object id,
        string amount = "80.00",
        string litres = "10.00",
        string price = "8.000",
        string product = "95"
    ) => $"TRANSACTION 1 {id} open {product} CNY {amount} 70.80 13.0 9.20 LTR {litres} {price}";

    /// <summary>A driver who logged in and has one voucher of this product.</summary>
    protected async Task<(ApiClient Driver, Guid Voucher)> VoucherAsync(ProductUnit? unit = null)
    {
        var driver = await Product.LoginAsync("driver");
        return (driver, (await Product.BuyVouchersAsync(driver, unit: unit))[0]);
    }
}
