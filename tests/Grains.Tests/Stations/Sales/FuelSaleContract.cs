using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Storage;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Sales;

/// <summary>The guarantees of fuel sales on both stores: a transaction is one sale, with one payer, settled once.</summary>
public abstract class FuelSaleContract(Func<Task<LedgerFixture>> make) : ForecourtContract(make)
{
    [Fact]
    public async Task A_transaction_told_again_is_one_sale_and_one_with_other_numbers_goes_under_review()
    {
        var epoch = await ConnectAsync();
        var first = (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1"), Report("t-1")], Ct))!.Value.ShouldAllBe(sale =>
            sale == first
        );
        var deferred = (
            await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1") with { Deferred = true }], Ct)
        )!.Value[0];
        deferred.ShouldBe(first with { Deferred = true });
        var changed = (
            await Intake.ReportAsync(
                Station,
                epoch,
                "CNY",
                [Report("t-1") with { VolumeMl = 20_000, AmountFen = 16_000 }],
                Ct
            )
        )!.Value[0];
        (changed.State, changed.Review, changed.AmountFen).ShouldBe(
            (FuelSaleState.UnderReview, ReviewReason.Changed, 8_000)
        );
        (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1") with { Pump = 2 }], Ct))!
            .Value[0]
            .Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task The_sales_that_were_held_are_counted_by_reason_with_how_far_each_was_off()
    {
        var epoch = await ConnectAsync();
        var rounded = Report("t-1") with { VolumeMl = 25_350, PriceMilli = 7_890, AmountFen = 20_000 };
        var off = rounded with { SiteTransaction = "t-2", AmountFen = 20_500 };
        var finer = rounded with { SiteTransaction = "t-3", VolumeDecimals = 3 };
        var unpriced = rounded with { SiteTransaction = "t-4", PriceMilli = null };
        var sales = (await Intake.ReportAsync(Station, epoch, "CNY", [rounded, off, finer, unpriced], Ct))!.Value;
        sales
            .Select(sale => (sale.State, sale.VolumeDecimals))
            .ShouldBe([
                (FuelSaleState.Open, 2),
                (FuelSaleState.UnderReview, 2),
                (FuelSaleState.UnderReview, 3),
                (FuelSaleState.UnderReview, 2),
            ]);
        var held = await Sales.HeldAsync(Station, TimeSpan.FromDays(1), Ct);
        held.Reasons.ShouldBe([new(ReviewReason.AmountMismatch, 2, 40_500), new(ReviewReason.PriceUnknown, 1, 20_000)]);
        held.Latest.ToDictionary(sale => sale.Sale.SiteTransaction, sale => sale.DifferenceFen)
            .ShouldBe(
                new Dictionary<string, long?>
                {
                    ["t-2"] = 498,
                    ["t-3"] = -1,
                    ["t-4"] = null,
                },
                ignoreOrder: true
            );
        (await Sales.HeldAsync(new(Guid.NewGuid()), TimeSpan.FromDays(1), Ct)).Latest.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_transactions_told_together_each_is_known_under_review_or_new_as_if_it_were_told_alone()
    {
        var epoch = await ConnectAsync();
        var known = (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1"), Report("t-2")], Ct))!.Value;
        var told = (
            await Intake.ReportAsync(
                Station,
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
        (await Sales.UnsettledAsync(Station, Ct)).Length.ShouldBe(3);
    }

    [Fact]
    public async Task TwentyPayers_at_once_and_one_of_them_has_the_sale()
    {
        var epoch = await ConnectAsync();
        var sale = (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
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
        var sale = (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        await Sales.LockAsync(sale.Id, Pump, new(Guid.NewGuid()), TimeSpan.FromMinutes(-1), Ct);
        (await Sales.LockAsync(sale.Id, Pump, Payer, TimeSpan.FromMinutes(1), Ct)).Outcome.ShouldBe(
            FuelSaleOutcome.Done
        );
    }

    [Fact]
    public async Task A_sale_is_settled_once_and_a_try_that_never_left_is_no_try()
    {
        var epoch = await ConnectAsync();
        var sale = (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1")], Ct))!.Value[0];
        await Sales.LockAsync(sale.Id, Pump, Payer, TimeSpan.FromMinutes(1), Ct);
        (await Sales.BeginClearAsync(sale.Id, Pump, Payer, epoch, Ct)).Sale!.ClearTries.ShouldBe(1);
        var back = (await Sales.EndClearAsync(sale.Id, Pump, epoch, 1, SiteCode.NotSent, Ct))!;
        (back.State, back.ClearTries, back.ClearId).ShouldBe((FuelSaleState.Locked, 0, null));

        var first = (await Sales.BeginClearAsync(sale.Id, Pump, Payer, epoch, Ct)).Sale!;
        (await Sales.UnlockAsync(sale.Id, Pump, Payer, Ct)).Outcome.ShouldBe(FuelSaleOutcome.WrongState);
        var second = (await Sales.BeginClearAsync(sale.Id, Pump, Payer, epoch, Ct)).Sale!;
        (second.ClearTries, second.ClearId).ShouldBe((2, first.ClearId));
        (await Sales.EndClearAsync(sale.Id, Pump, epoch, 2, 410, Ct))!.State.ShouldBe(FuelSaleState.Settled);
        (await Sales.EndClearAsync(sale.Id, Pump, epoch, 2, 403, Ct)).ShouldBeNull();
        (await Sales.FindAsync(sale.Id, Ct))!.State.ShouldBe(FuelSaleState.Settled);
        (await Intake.ReportAsync(Station, epoch, "CNY", [Report("t-1")], Ct))!
            .Value[0]
            .State.ShouldBe(FuelSaleState.Settled);
    }

    [Fact]
    public async Task A_sale_of_zero_is_no_row_whoever_writes_it()
    {
        var epoch = await ConnectAsync();
        await Should.ThrowAsync<LedgerRefusedException>(() =>
            Intake.ReportAsync(Station, epoch, "CNY", [Report("t-0") with { AmountFen = 0 }], Ct)
        );
        (await Sales.UnsettledAsync(Station, Ct)).ShouldBeEmpty();
    }
}

public sealed class PostgresFuelSaleTests() : FuelSaleContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteFuelSaleTests() : FuelSaleContract(LedgerFixture.SqliteAsync);
