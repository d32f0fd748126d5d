using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Authorisations;
using FuelGrains.Grains.Stations.Sales;
using FuelGrains.Grains.Stations.Sites;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations;

/// <summary>The guarantees of the forecourt's tables on both stores: fencing epochs, versions, and never two of anything.</summary>
public abstract class ForecourtLedgerContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private const string Secret = "5f4dcc3b5aa765d61d8327deb882cf99";
    private readonly StationId _station = StationId.New(TimeProvider.System);
    private readonly CustomerId _payer = new(Guid.NewGuid());

    private StationStore Stations => new(Fixture.Database, TimeProvider.System);
    private FuelSaleIntake Intake => new(Fixture.Database, TimeProvider.System);
    private FuelSaleStore Sales => new(Fixture.Database, TimeProvider.System);
    private AuthorisationStore Authorisations => new(Fixture.Database, TimeProvider.System);
    private SiteSecrets Secrets => new(Fixture.Database, TimeProvider.System);
    private PumpKey Pump => new(_station, 1);

    [Fact]
    public async Task Each_connection_gets_a_higher_epoch_and_a_wrong_secret_none()
    {
        var first = await ConnectAsync();
        var second = await ConnectAsync();
        second.ShouldBeGreaterThan(first);
        (await Stations.ConnectAsync(_station, SiteSecrets.Hash("wrong"), Ct)).ShouldBeNull();
        (await Stations.ConnectionEpochAsync(_station, Ct)).ShouldBe(second);
        var taken = (await Stations.TakeAsync(_station, Ct))!;
        taken.Epoch.ShouldBeGreaterThan(second);
        taken.ConnectionEpoch.ShouldBe(second);
        (await ConnectAsync()).ShouldBeGreaterThan(taken.Epoch);
    }

    [Fact]
    public async Task Under_an_older_epoch_nothing_is_written()
    {
        var old = await ConnectAsync();
        var sale = (await Intake.ReportAsync(_station, old, "CNY", [Report("t-1")], Ct))!.Value[0];
        var authorisation = await RequestAsync();
        await ConnectAsync();
        (await Intake.ReportAsync(_station, old, "CNY", [Report("t-2")], Ct)).ShouldBeNull();
        (await Intake.SettleUnlistedAsync(_station, old, new(null, [], DateTimeOffset.MaxValue), Ct)).ShouldBeNull();
        (await Stations.ReportProductsAsync(_station, old, [], [new("95", "CNY", 8_000, "95#")], Ct)).ShouldBeNull();
        (await Authorisations.BeginAsync(authorisation, AuthorisationState.Unlocking, old, Ct)).ShouldBeNull();
        (await Authorisations.LockedBySiteAsync(Pump, old, authorisation.Id, Ct)).ShouldBe(LockedBySiteOutcome.Stale);
        await Sales.LockAsync(sale.Id, Pump, _payer, TimeSpan.FromMinutes(1), Ct);
        (await Sales.BeginClearAsync(sale.Id, Pump, _payer, old, Ct)).Outcome.ShouldBe(FuelSaleOutcome.WrongState);
        (await Sales.UnsettledAsync(_station, Ct)).ShouldHaveSingleItem().State.ShouldBe(FuelSaleState.Locked);
    }

    [Fact]
    public async Task A_transaction_told_again_is_one_sale_and_one_with_other_numbers_goes_under_review()
    {
        var epoch = await ConnectAsync();
        var first = (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1"), Report("t-1")], Ct))!.Value.ShouldAllBe(
            sale => sale == first
        );
        var deferred = (
            await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1") with { Deferred = true }], Ct)
        )!.Value[0];
        deferred.ShouldBe(first with { Deferred = true });
        var changed = (
            await Intake.ReportAsync(
                _station,
                epoch,
                "CNY",
                [Report("t-1") with { VolumeMl = 20_000, AmountFen = 16_000 }],
                Ct
            )
        )!.Value[0];
        (changed.State, changed.Review, changed.AmountFen).ShouldBe(
            (FuelSaleState.UnderReview, ReviewReason.Changed, 8_000)
        );
        (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1") with { Pump = 2 }], Ct))!
            .Value[0]
            .Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Of_transactions_told_together_each_is_known_under_review_or_new_as_if_it_were_told_alone()
    {
        var epoch = await ConnectAsync();
        var known = (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1"), Report("t-2")], Ct))!.Value;
        var told = (
            await Intake.ReportAsync(
                _station,
                epoch,
                "CNY",
                [Report("t-1"), Report("t-2") with { AmountFen = 1 }, Report("t-3")],
                Ct
            )
        )!.Value;
        told[0].ShouldBe(known[0]);
        (told[1].Id, told[1].State, told[1].Review).ShouldBe(
            (known[1].Id, FuelSaleState.UnderReview, ReviewReason.Changed)
        );
        (told[2].SiteTransaction, told[2].State).ShouldBe(("t-3", FuelSaleState.Open));
        (await Sales.UnsettledAsync(_station, Ct)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task Twenty_payers_at_once_and_one_of_them_has_the_sale()
    {
        var epoch = await ConnectAsync();
        var sale = (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        var payers = Enumerable.Range(0, 20).Select(_ => new CustomerId(Guid.NewGuid())).ToArray();
        var outcomes = await Task.WhenAll(
            payers.Select(payer => Sales.LockAsync(sale.Id, Pump, payer, TimeSpan.FromMinutes(1), Ct))
        );
        outcomes.Count(reply => reply.Outcome == FuelSaleOutcome.Done).ShouldBe(1);
        var winner = payers[Array.FindIndex(outcomes, reply => reply.Outcome == FuelSaleOutcome.Done)];
        (await Sales.UnlockAsync(sale.Id, Pump, payers.First(payer => payer != winner), Ct)).Outcome.ShouldBe(
            FuelSaleOutcome.WrongState
        );
        (await Sales.UnlockAsync(sale.Id, Pump, winner, Ct)).Sale!.Payer.ShouldBeNull();
    }

    [Fact]
    public async Task A_lock_that_has_run_out_is_taken_over()
    {
        var epoch = await ConnectAsync();
        var sale = (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        await Sales.LockAsync(sale.Id, Pump, new(Guid.NewGuid()), TimeSpan.FromMinutes(-1), Ct);
        (await Sales.LockAsync(sale.Id, Pump, _payer, TimeSpan.FromMinutes(1), Ct)).Outcome.ShouldBe(
            FuelSaleOutcome.Done
        );
    }

    [Fact]
    public async Task A_sale_is_settled_once_and_a_try_that_never_left_is_no_try()
    {
        var epoch = await ConnectAsync();
        var sale = (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        await Sales.LockAsync(sale.Id, Pump, _payer, TimeSpan.FromMinutes(1), Ct);
        (await Sales.BeginClearAsync(sale.Id, Pump, _payer, epoch, Ct)).Sale!.ClearTries.ShouldBe(1);
        var back = (await Sales.EndClearAsync(sale.Id, Pump, epoch, 1, SiteCode.NotSent, Ct))!;
        (back.State, back.ClearTries, back.ClearId).ShouldBe((FuelSaleState.Locked, 0, null));

        var first = (await Sales.BeginClearAsync(sale.Id, Pump, _payer, epoch, Ct)).Sale!;
        (await Sales.UnlockAsync(sale.Id, Pump, _payer, Ct)).Outcome.ShouldBe(FuelSaleOutcome.WrongState);
        var second = (await Sales.BeginClearAsync(sale.Id, Pump, _payer, epoch, Ct)).Sale!;
        (second.ClearTries, second.ClearId).ShouldBe((2, first.ClearId));
        (await Sales.EndClearAsync(sale.Id, Pump, epoch, 2, 410, Ct))!.State.ShouldBe(FuelSaleState.Settled);
        (await Sales.EndClearAsync(sale.Id, Pump, epoch, 2, 403, Ct)).ShouldBeNull();
        (await Sales.FindAsync(sale.Id, Ct))!.State.ShouldBe(FuelSaleState.Settled);
        (await Intake.ReportAsync(_station, epoch, "CNY", [Report("t-1")], Ct))!
            .Value[0]
            .State.ShouldBe(FuelSaleState.Settled);
    }

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
        var unlocking = (await Authorisations.BeginAsync(seen, AuthorisationState.Unlocking, epoch, Ct))!;
        (await Authorisations.BeginAsync(seen, AuthorisationState.Unlocking, epoch, Ct)).ShouldBeNull();
        var locking = (await Authorisations.BeginAsync(unlocking, AuthorisationState.Locking, epoch, Ct))!;
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
        var row = (await Authorisations.BeginAsync(await RequestAsync(), AuthorisationState.Unlocking, epoch, Ct))!;
        var sale = (await Intake.ReportAsync(_station, epoch, "CNY", [Report(row.Id.ToString())], Ct))!.Value[0];
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
        (await Intake.ReportAsync(_station, epoch, "CNY", [Report(late.Id.ToString())], Ct))!
            .Value[0]
            .Review.ShouldBe(ReviewReason.AuthorisationEnded);
    }

    [Fact]
    public async Task What_stays_without_an_end_goes_to_manual_review_and_is_not_released()
    {
        var epoch = await ConnectAsync();
        var row = (await Authorisations.BeginAsync(await RequestAsync(), AuthorisationState.Unlocking, epoch, Ct))!;
        (await Authorisations.SweepUnknownAsync(row.ChangedAt.AddMinutes(-1), Ct)).ShouldBe(0);
        (await Authorisations.SweepUnknownAsync(row.ChangedAt.AddMinutes(1), Ct)).ShouldBe(1);
        (await Authorisations.FindAsync(row.Id, Ct))!.State.ShouldBe(AuthorisationState.BackOffice);
        (await Authorisations.FindOpenAsync(Pump, Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task A_sale_of_zero_is_no_row_whoever_writes_it()
    {
        var epoch = await ConnectAsync();
        await Should.ThrowAsync<LedgerRefusedException>(() =>
            Intake.ReportAsync(_station, epoch, "CNY", [Report("t-0") with { AmountFen = 0 }], Ct)
        );
        (await Sales.UnsettledAsync(_station, Ct)).ShouldBeEmpty();
    }

    private async Task<long> ConnectAsync()
    {
        if (await Stations.FindAsync(_station, Ct) is null)
        {
            await Stations.SaveAsync(
                _station,
                new()
                {
                    Name = "站",
                    City = "杭州",
                    Address = "路",
                    PaymentMethod = "pace",
                },
                "test",
                Ct
            );
            await Secrets.RotateAsync(_station, SiteSecrets.Hash(Secret), "test", Ct);
        }
        return (await Stations.ConnectAsync(_station, SiteSecrets.Hash(Secret), Ct))!.Value;
    }

    private async Task<Authorisation> RequestAsync()
    {
        var request = Request();
        (await Authorisations.RequestAsync(Pump, request, "CNY", "pace", Ct)).ShouldBeTrue();
        return (await Authorisations.FindAsync(request.Id, Ct))!;
    }

    private static AuthoriseRequest Request() =>
        new(AuthorisationId.New(TimeProvider.System), new(Guid.NewGuid()), 10_000, ["95"]);

    private static SiteCommand Command(Authorisation row, SiteCommandKind kind) =>
        new()
        {
            Id = Guid.NewGuid(),
            Kind = kind,
            Pump = row.Pump.Number,
            Authorisation = row.Id,
            Try = row.Version,
        };

    private static TransactionReport Report(string id) =>
        new()
        {
            Pump = 1,
            SiteTransaction = id,
            Deferred = false,
            Product = "95",
            Currency = "CNY",
            AmountFen = 8_000,
            VatMilli = 13_000,
            VolumeMl = 10_000,
            PriceMilli = 8_000,
            Exact = true,
        };
}

public sealed class PostgresForecourtLedgerTests() : ForecourtLedgerContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteForecourtLedgerTests() : ForecourtLedgerContract(LedgerFixture.SqliteAsync);
