using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Authorisations;

/// <summary>The guarantees of authorisations on both stores: a pump has one, and only certain knowledge ends it.</summary>
public abstract class AuthorisationContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    [Fact]
    public async Task Twenty_requests_at_once_for_one_pump_and_one_is_open()
    {
        await ConnectAsync();
        var written = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => Authorisations.RequestAsync(Pump, Request(), "CNY", "pace", Ct))
        );
        written.Count(yes => yes).ShouldBe(1);
        var open = (await Authorisations.FindOpenAsync(Pump, Ct))!;
        (await Authorisations.ReleaseUnsentAsync(open.Id, Ct))!.State.ShouldBe(AuthorisationState.Released);
        (await Authorisations.RequestAsync(Pump, Request(), "CNY", "pace", Ct)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_command_that_was_overtaken_changes_nothing_by_its_late_answer()
    {
        var epoch = await ConnectAsync();
        var seen = await RequestAsync();
        var unlocking = (await Authorisations.BeginAsync(seen, SiteCommandKind.UnlockPump, epoch, Ct))!;
        (await Authorisations.BeginAsync(seen, SiteCommandKind.UnlockPump, epoch, Ct)).ShouldBeNull();
        var locking = (await Authorisations.BeginAsync(unlocking, SiteCommandKind.LockPump, epoch, Ct))!;
        (
            await Authorisations.AnswerAsync(Pump, Command(unlocking, SiteCommandKind.UnlockPump), epoch, 200, Ct)
        )!.State.ShouldBe(AuthorisationState.Locking);
        (
            await Authorisations.AnswerAsync(Pump, Command(locking, SiteCommandKind.LockPump), epoch, 200, Ct)
        )!.State.ShouldBe(AuthorisationState.Released);
    }

    [Fact]
    public async Task Fuel_ends_an_authorisation_through_its_sale_and_too_late_fuel_goes_under_review()
    {
        var epoch = await ConnectAsync();
        var row = (await Authorisations.BeginAsync(await RequestAsync(), SiteCommandKind.UnlockPump, epoch, Ct))!;
        var sale = (await Intake.ReportAsync(Station, epoch, "CNY", [Report(row.Id.ToString())], Ct))!.Value[0];
        (sale.Authorisation, sale.State).ShouldBe((row.Id, FuelSaleState.Open));
        (await Authorisations.FindAsync(row.Id, Ct))!.State.ShouldBe(AuthorisationState.Fuelled);
        (await Authorisations.LockedBySiteAsync(Pump, epoch, row.Id, Ct)).ShouldBe(LockedBySiteOutcome.WrongState);
        await Sales.LockAsync(sale.Id, Pump, row.Customer, TimeSpan.FromMinutes(1), Ct);
        var clearing = (await Sales.BeginClearAsync(sale.Id, Pump, row.Customer, epoch, Ct)).Sale!;
        clearing.ClearId.ShouldBe(row.Id.Value);
        await Sales.EndClearAsync(sale.Id, Pump, epoch, 1, 200, Ct);
        (await Authorisations.FindAsync(row.Id, Ct))!.State.ShouldBe(AuthorisationState.Settled);

        var late = await RequestAsync();
        await Authorisations.ReleaseUnsentAsync(late.Id, Ct);
        (await Intake.ReportAsync(Station, epoch, "CNY", [Report(late.Id.ToString())], Ct))!
            .Value[0]
            .Review.ShouldBe(ReviewReason.AuthorisationEnded);
    }

    [Fact]
    public async Task What_stays_without_an_end_goes_to_manual_review_and_is_not_released()
    {
        var epoch = await ConnectAsync();
        var row = (await Authorisations.BeginAsync(await RequestAsync(), SiteCommandKind.UnlockPump, epoch, Ct))!;
        (await Authorisations.SweepUnknownAsync(row.ChangedAt.AddMinutes(-1), Ct)).ShouldBe(0);
        (await Authorisations.SweepUnknownAsync(row.ChangedAt.AddMinutes(1), Ct)).ShouldBe(1);
        (await Authorisations.FindAsync(row.Id, Ct))!.State.ShouldBe(AuthorisationState.BackOffice);
        (await Authorisations.FindOpenAsync(Pump, Ct)).ShouldBeNull();
    }
}

public sealed class PostgresAuthorisationTests() : AuthorisationContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteAuthorisationTests() : AuthorisationContract(LedgerFixture.SqliteAsync);
