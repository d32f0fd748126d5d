namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>Exactly one connection of a site is active; reports of the others do not count.</summary>
public abstract class SiteHoldingTests(ProductFixture product) : WireTests(product)
{
    private const string Modes = RawSite.EverythingButMeter + " SESSIONMODE";
    private static readonly string[] Prices = ["PRICE 95 LTR CNY 8.000 95# 汽油"];

    [Fact]
    public async Task A_zombie_socket_can_send_no_command_and_report_no_sale_that_counts()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var zombie = await RawSite.LogInAsync(Product.Address, station);
        await zombie.IntroduceAsync(Prices, ["PUMP 1 locked"]);
        await station.PumpBecomesAsync(1, PumpState.Locked);
        var forecourt = (await Product.Grains.GetGrain<IStationGrain>(station.Id).ForecourtAsync())!;

        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(Prices, ["PUMP 1 free"]);
        await station.PumpBecomesAsync(1, PumpState.Free);

        // Reports of the old connection are dropped: its socket and its epoch are over.
        await zombie.SayAsync("* TRANSACTION 1 t-zombie open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        (await zombie.ReadToEndAsync())!.ShouldStartWith("* QUIT ");
        var late = new TransactionReport
        {
            Pump = 1,
            SiteTransaction = "t-zombie-2",
            Deferred = false,
            Product = "95",
            Currency = "CNY",
            AmountFen = 8_000,
            VatMilli = 13_000,
            VolumeMl = 10_000,
            PriceMilli = 8_000,
            Exact = true,
            VolumeDecimals = 2,
        };
        var grain = Product.Grains.GetGrain<ISiteGrain>(station.Id);
        (
            await grain.ReportAsync(
                forecourt.Epoch,
                new() { Transactions = [late], Pumps = [new(1, PumpState.Locked)] }
            )
        ).Current.ShouldBeFalse();
        (
            await Product
                .Grains.GetGrain<IStationGrain>(station.Id)
                .SendAsync(
                    forecourt.Epoch,
                    new()
                    {
                        Id = Guid.NewGuid(),
                        Kind = SiteCommandKind.LockPump,
                        Pump = 1,
                    }
                )
        ).ShouldBeFalse();
        var view = await station.Pump(1).ViewAsync();
        view.Sales.ShouldBeEmpty();
        view.Board!.State.ShouldBe(PumpState.Free);

        // Reports of the new connection count.
        await site.SayAsync("* TRANSACTION 1 t-1 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        (await station.OnlySaleAsync(1)).SiteTransaction.ShouldBe("t-1");
    }

    [Fact]
    public async Task A_client_that_knows_modes_waits_beside_the_active_one_and_takes_over_when_it_goes()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var first = await RawSite.LogInAsync(Product.Address, station, Modes);
        await first.IntroduceAsync(Prices, ["PUMP 1 locked"]);
        await using var second = await RawSite.DialAsync(Product.Address);
        await second.GreetAsync(Modes);
        await second.SayAsync($"C1 PLAINAUTH {station.Id} {station.Secret}");
        (await second.HearAsync()).ShouldBe("* SESSIONMODE passive");
        (await second.HearAsync()).ShouldBe("C1 OK");
        await second.SayAsync("* PUMP 1 free");
        await station.PumpBecomesAsync(1, PumpState.Locked);

        await first.SayAsync("* QUIT service");
        (await second.HearAsync()).ShouldBe("* SESSIONMODE active");
        await second.IntroduceAsync(Prices, ["PUMP 1 in-use"]);
        await station.PumpBecomesAsync(1, PumpState.InUse);
    }

    [Fact]
    public async Task Sessions_share_a_connection_and_the_highest_priority_is_spoken_to()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.DialAsync(Product.Address);
        await site.GreetAsync(Modes);
        await SaysAsync("C1 NEWSESSION s1 2", "C1 OK");
        await SaysAsync("C2 NEWSESSION s1", "C2 ERR 409");
        await SaysAsync("C3 NEWSESSION s0 0", "C3 ERR 400");
        await SaysAsync("C4 NEWSESSION s2 1", "C4 OK");
        await SaysAsync($"C5 PLAINAUTH {station.Id} {station.Secret}", "C5 ERR 410");
        await SaysAsync($"s1.C1 PLAINAUTH {station.Id} {station.Secret}", "s1.* SESSIONMODE active");
        (await site.HearAsync()).ShouldBe("s1.C1 OK");
        await SaysAsync($"s2.C1 PLAINAUTH {station.Id} {station.Secret}", "s2.* SESSIONMODE active");
        (await site.HearAsync(line => line.StartsWith("s1.*", StringComparison.Ordinal))).ShouldBe(
            "s1.* SESSIONMODE passive"
        );
        await SaysAsync("s1.C2 SESSIONS", "s1.C2 ERR 410");
        await SaysAsync("C6 NEWSESSION s3 1", "C6 OK");
        await SaysAsync($"s3.C1 PLAINAUTH {station.Id} {station.Secret}", "s3.C1 ERR 409");
        await SaysAsync("C7 SESSIONS", $"* SESSION s1 2 {station.Id}");
        (await site.HearAsync()).ShouldBe($"* SESSION s2 1 {station.Id}");
        (await site.HearAsync()).ShouldBe("* SESSION s3 1");
        (await site.HearAsync()).ShouldBe("C7 OK");
        await site.SayAsync("s2.* PUMP 7 locked");
        await station.PumpBecomesAsync(7, PumpState.Locked);

        async Task SaysAsync(string line, string answer)
        {
            await site.SayAsync(line);
            var tag = answer.Split(' ')[0];
            (await site.HearAsync(said => said.Split(' ')[0] == tag)).ShouldStartWith(answer);
        }
    }

    [Fact]
    public async Task A_fresh_activation_of_the_station_keeps_the_socket_and_asks_for_everything_again()
    {
        var station = await TestStation.CreateAsync(Product);
        await using var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(Prices, ["PUMP 1 locked"]);
        await station.PumpBecomesAsync(1, PumpState.Locked);
        await Product
            .Grains.GetGrain<IStationGrain>(station.Id)
            .AsReference<Orleans.Core.Internal.IGrainManagementExtension>()
            .DeactivateOnIdle(Ct);

        await site.IntroduceAsync(
            Prices,
            ["PUMP 1 in-use"],
            ["TRANSACTION 2 t-2 deferred 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000"]
        );
        await station.PumpBecomesAsync(1, PumpState.InUse);
        (await station.OnlySaleAsync(2)).Deferred.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_secrets_are_valid_during_a_switch_and_the_old_one_ends_when_staff_say_so()
    {
        var station = await TestStation.CreateAsync(Product);
        var newer = station with { Secret = await station.NewSecretAsync() };
        await (await RawSite.LogInAsync(Product.Address, station)).DisposeAsync();
        await (await RawSite.LogInAsync(Product.Address, newer)).DisposeAsync();
        (await station.Staff.PostAsync($"{station.Path}/credentials/retire")).ShouldBeOk();
        await using var late = await RawSite.DialAsync(Product.Address);
        await late.GreetAsync();
        await late.SayAsync($"C1 PLAINAUTH {station.Id} {station.Secret}");
        (await late.HearAsync())!.ShouldStartWith("C1 ERR 401");
        var newest = station with { Secret = await station.NewSecretAsync() };
        await station.NewSecretAsync();
        await late.SayAsync($"C2 PLAINAUTH {station.Id} {newer.Secret}");
        (await late.HearAsync())!.ShouldStartWith("C2 ERR 401");
        await (await RawSite.LogInAsync(Product.Address, newest)).DisposeAsync();
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class SiteHoldingInProcessOnSqlite(InProcessOnSqlite product) : SiteHoldingTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class SiteHoldingRemoteOnPostgres(RemoteOnPostgres product) : SiteHoldingTests(product);
