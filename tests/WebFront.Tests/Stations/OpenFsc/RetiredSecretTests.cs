using FuelGrains.WebFront.Tests.Stations.FuelOrders;

namespace FuelGrains.WebFront.Tests.Stations.OpenFsc;

/// <summary>A secret that staff retire ends at once, and so does the connection that was opened with it.</summary>
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
