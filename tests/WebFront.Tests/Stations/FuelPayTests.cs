namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A station whose products have grades, with a raw site: shared by the tests of paying for fuel.</summary>
public abstract class FuelPayTests(ProductFixture product) : WireTests(product)
{
    protected static readonly string[] Prices = ["PRICE 95 LTR CNY 8.000 95# 汽油", "PRICE 92 LTR CNY 7.500 92# 汽油"];

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
}

/// <summary>A secret that staff end is over at once, also for the connection that was opened with it.</summary>
public abstract class RetiredSecretTests(ProductFixture product) : FuelPayTests(product)
{
    [Fact]
    public async Task Retiring_secrets_cuts_the_connection_that_used_one_and_leaves_the_newest_alone()
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var newest = await station.NewSecretAsync();
        (await station.BoardAsync()).Connected.ShouldBeTrue();
        (await station.Staff.PostAsync($"{station.Path}/credentials/retire")).ShouldBeOk();
        (await station.BoardAsync()).Connected.ShouldBeFalse();
        await site.ReadToEndAsync();

        await using var fresh = await RawSite.LogInAsync(Product.Address, station with { Secret = newest });
        await fresh.IntroduceAsync(Prices, ["PUMP 1 free"]);
        await station.PumpBecomesAsync(1, PumpState.Free);
        (await station.Staff.PostAsync($"{station.Path}/credentials/retire")).ShouldBeOk();
        (await station.BoardAsync()).Connected.ShouldBeTrue();
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class RetiredSecretInProcessOnSqlite(InProcessOnSqlite product) : RetiredSecretTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class RetiredSecretRemoteOnPostgres(RemoteOnPostgres product) : RetiredSecretTests(product);
