using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Ops.Readiness;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Ops;

/// <summary>
/// Demo data: stations and products under fixed ids (written again at each start, to the same effect), and, whenever
/// no sale is open, one that is open for a day and one that opens in a minute; likewise a group buy. Nothing is ever deleted.
/// </summary>
internal sealed class DemoSeed(IGrainFactory grains, OpenTasks open, TimeProvider time, ILogger<DemoSeed> log)
    : StartupTask("Seeding the demo", open, time, log)
{
    private static readonly ProductId Litres = new(new("0198c0de-0000-7000-8000-000000000001"));

    private static readonly ProductView[] Products =
    [
        new(Litres, "95# 汽油 30 升券", "30 升 95 号汽油，全部站点可用，90 天内有效")
        {
            Unit = new()
            {
                Kind = ProductKind.Litres,
                Grade = "95#",
                VolumeMl = 30_000,
            },
        },
        new(
            new(new("0198c0de-0000-7000-8000-000000000002")),
            "92# 汽油 20 升券",
            "20 升 92 号汽油，全部站点可用，90 天内有效"
        )
        {
            Unit = new()
            {
                Kind = ProductKind.Litres,
                Grade = "92#",
                VolumeMl = 20_000,
            },
        },
        new(new(new("0198c0de-0000-7000-8000-000000000003")), "精致洗车券", "任一站点精致洗车一次")
        {
            Unit = new() { Kind = ProductKind.Service },
        },
        new(
            new(new("0198c0de-0000-7000-8000-000000000004")),
            "满 200 减 50 元券",
            "单次加油满 200 元可用，减 50 元，不找零，30 天内有效"
        )
        {
            Unit = new()
            {
                Kind = ProductKind.Yuan,
                ValueFen = 5_000,
                ThresholdFen = 20_000,
                ValidDays = 30,
            },
        },
    ];

    private static readonly StationView[] Stations =
    [
        new(new(new("0198c0de-0000-7000-8000-000000000101")), "滨江大道站", "杭州", "滨江区江南大道 88 号")
        {
            LatitudeE6 = 30_208_000,
            LongitudeE6 = 120_212_000,
        },
        new(new(new("0198c0de-0000-7000-8000-000000000102")), "虹桥枢纽站", "上海", "闵行区申长路 516 号")
        {
            LatitudeE6 = 31_194_000,
            LongitudeE6 = 121_318_000,
        },
        new(new(new("0198c0de-0000-7000-8000-000000000103")), "金牛立交站", "成都", "金牛区二环路北三段 9 号")
        {
            LatitudeE6 = 30_690_000,
            LongitudeE6 = 104_067_000,
        },
    ];

    protected override async Task RunOnceAsync()
    {
        foreach (var product in Products)
            await grains.GetGrain<IProductGrain>(product.Id.Value).RegisterAsync(product);
        foreach (var station in Stations)
            await grains.GetGrain<IStationGrain>(station.Id.Value).RegisterAsync(station);
        var now = Time.GetUtcNow();
        if (!IsAnyOpen(await grains.GetGrain<ICampaignDirectoryGrain>(0).ListPublicAsync(100), now))
        {
            await OpenAsync("30 升 95# 限时秒杀", now, TimeSpan.FromHours(24));
            await OpenAsync("一分钟后开抢：30 升 95#", now.AddMinutes(1), TimeSpan.FromHours(24));
            Log.LogInformation("Demo: no sale was open, so one was opened for a day and one will open in a minute.");
        }
        if (IsAnyOpen(await grains.GetGrain<ITeamDirectoryGrain>(0).CampaignsPublicAsync(100), now))
            return;
        await OpenAsync(
            "拼团：30 升 95#",
            now,
            TimeSpan.FromHours(24),
            new()
            {
                Ladder = [new(2, 18_900, 17_900), new(3, 17_900, null), new(5, 16_900, null)],
                OpenFor = TimeSpan.FromHours(2),
            }
        );
        Log.LogInformation("Demo: no group buy was open, so one was opened for a day.");
    }

    private static bool IsAnyOpen(IEnumerable<CampaignView> sales, DateTimeOffset now) =>
        sales.Any(sale =>
            sale.Status == CampaignStatus.Published && sale.Terms.StartsAt <= now && now < sale.Terms.EndsAt
        );

    private async Task OpenAsync(string title, DateTimeOffset startsAt, TimeSpan length, GroupTerms? group = null)
    {
        var sale = grains.GetGrain<ICampaignControlGrain>(CampaignId.New(Time).Value);
        await sale.CreateAsync(
            new()
            {
                ProductId = Litres.Value,
                Title = title,
                ListPriceFen = 24_000,
                SalePriceFen = group?.Ladder.Min(step => step.PriceFen) ?? 19_900,
                Stock = 5_000,
                StartsAt = startsAt,
                EndsAt = startsAt + length,
                LimitPerCustomer = 2,
                LimitPerOrder = group is null ? 2 : 1,
                PayWithin = TimeSpan.FromMinutes(10),
                Group = group,
            },
            "demo"
        );
        await sale.PublishAsync("demo");
    }
}
