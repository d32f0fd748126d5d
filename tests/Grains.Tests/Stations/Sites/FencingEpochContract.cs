using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Sites;

/// <summary>The guarantees of a site's fencing epochs on both stores: one connection writes, and every older one writes nothing.</summary>
public abstract class FencingEpochContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    [Fact]
    public async Task Each_connection_gets_a_higher_epoch_and_a_wrong_secret_none()
    {
        var first = await ConnectAsync();
        var second = await ConnectAsync();
        second.ShouldBeGreaterThan(first);
        (await Stations.ConnectAsync(Station, SiteSecrets.Hash("wrong"), Ct)).ShouldBeNull();
        (await Stations.ConnectionEpochAsync(Station, Ct)).ShouldBe(second);
        var taken = (await Stations.TakeOverAsync(Station, Ct))!;
        taken.Epoch.ShouldBeGreaterThan(second);
        taken.ConnectionEpoch.ShouldBe(second);
        (await ConnectAsync()).ShouldBeGreaterThan(taken.Epoch);
    }

    [Fact]
    public async Task Under_an_older_epoch_nothing_is_written()
    {
        var old = await ConnectAsync();
        var sale = (await Intake.ReportAsync(Station, old, "CNY", [Report("t-1")], Ct))!.Value[0];
        var authorisation = await RequestAsync();
        await ConnectAsync();
        (await Intake.ReportAsync(Station, old, "CNY", [Report("t-2")], Ct)).ShouldBeNull();
        (await Intake.SettleUnlistedAsync(Station, old, new(null, [], DateTimeOffset.MaxValue), Ct)).ShouldBeNull();
        (await Stations.ReportProductsAsync(Station, old, [], [new("95", "CNY", 8_000, "95#")], Ct)).ShouldBeNull();
        (await Authorisations.BeginAsync(authorisation, SiteCommandKind.UnlockPump, old, Ct)).ShouldBeNull();
        (await Authorisations.LockedBySiteAsync(Pump, old, authorisation.Id, Ct)).ShouldBe(LockedBySiteOutcome.Stale);
        await Sales.LockAsync(sale.Id, Pump, Payer, TimeSpan.FromMinutes(1), Ct);
        (await Sales.BeginClearAsync(sale.Id, Pump, Payer, old, Ct)).Outcome.ShouldBe(FuelSaleOutcome.WrongState);
        (await Sales.UnsettledAsync(Station, Ct)).ShouldHaveSingleItem().State.ShouldBe(FuelSaleState.Locked);
    }
}

public sealed class PostgresFencingEpochTests() : FencingEpochContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteFencingEpochTests() : FencingEpochContract(LedgerFixture.SqliteAsync);
