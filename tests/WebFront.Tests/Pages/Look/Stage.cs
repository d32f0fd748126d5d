namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>A driver who has one of everything that pages show, and where it is.</summary>
internal sealed record Stage(
    string Driver,
    string Sale,
    string OtherSale,
    string Group,
    string Team,
    string UnpaidOrder,
    string Order,
    Guid Voucher,
    Guid Station,
    string FuelOrder
)
{
    public static async Task<Stage> SetAsync(ProductApi api, Guid station, CancellationToken cancel)
    {
        var driver = $"driver-{Guid.NewGuid():N}"[..15];
        var sale = await api.PublishFlashSaleAsync(cancel, title: "早十点限时抢购 95# 汽油 30 升券", limit: 2);
        var otherSale = await api.PublishFlashSaleAsync(cancel, title: "周末 95# 汽油");
        var group = await api.PublishGroupBuyAsync(cancel, title: "两人拼团 95# 汽油 30 升");
        var (team, seat) = await api.OpenTeamAsync(driver, group, cancel, size: 3);
        await api.PayKnownAsync(driver, seat, cancel);
        await api.ShowFaceAsync(driver, "老司机林师傅", cancel);
        await api.OpenTeamAsync($"other-{Guid.NewGuid():N}"[..14], group, cancel);
        await api.JoinTeamAsync($"friend-{Guid.NewGuid():N}"[..14], team, cancel);
        var order = await api.BuyFulfilledAsync(driver, sale, cancel);
        var unpaid = await api.BuyAsync(driver, sale, cancel);
        var voucher = (await api.VouchersAsync(driver, cancel))[0].Id;
        var fuel = await api.OrderFuelAsync(driver, station, 1, new { amountFen = 10_000, grade = "95" }, cancel);
        return new(driver, sale, otherSale, group, team, unpaid, order, voucher, station, fuel);
    }
}
