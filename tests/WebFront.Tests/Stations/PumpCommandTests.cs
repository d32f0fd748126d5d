namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>A station whose site answers by hand: shared by the tests of commands to a pump.</summary>
public abstract class PumpCommandTests(ProductFixture product) : WireTests(product)
{
    private protected async Task<(TestStation Station, RawSite Site)> OpenAsync(params string[] pumps)
    {
        var station = await TestStation.CreateAsync(Product);
        var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油", "PRICE 92 LTR CNY 7.500 92# 汽油"], pumps);
        await station.BoardBecomesAsync(board =>
            board.Pumps.Count(pump => pump.State != PumpState.Unknown) == pumps.Length
        );
        return (station, site);
    }

    protected static string Sold(object id) => $"TRANSACTION 1 {id} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";

    protected AuthoriseRequest Request(long credit = 10_000, params string[] products) =>
        new(AuthorisationId.New(Product.Clock), new(Guid.NewGuid()), credit, [.. products]);
}
