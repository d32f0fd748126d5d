using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Hold, release and expire, on either store: a voucher has one holder, and a hold that has ended stays ended.</summary>
public abstract class VoucherHoldsTakeAndReleaseContract(Func<Task<LedgerFixture>> make) : VoucherHoldsContract(make)
{
    [Fact]
    public async Task Of_eight_holders_at_once_one_gets_the_voucher()
    {
        var (id, _) = await Vouchers.AddAsync();
        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i => Vouchers.Holds.HoldAsync(Vouchers.Customer, $"fuelling/{i}", [id], Station, Ct))
        );
        replies.Count(r => r.Reply.Outcome == WalletOutcome.Done).ShouldBe(1);
        replies
            .Where(r => r.Reply.Outcome != WalletOutcome.Done)
            .ShouldAllBe(r => r.Reply == new WalletReply(WalletOutcome.NotAvailable, id));
        (await Vouchers.CountAsync("voucher_holds")).ShouldBe(1, "a refused Hold leaves nothing behind");
    }

    [Fact]
    public async Task The_same_hold_eight_times_is_one_hold()
    {
        var (id, _) = await Vouchers.AddAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => HoldAsync(id)));
        replies.Count(r => r.Outcome == WalletOutcome.Done).ShouldBe(1);
        replies.Count(r => r.Outcome == WalletOutcome.AlreadyDone).ShouldBe(7);
        (await Vouchers.FindAsync(id)).State.ShouldBe(VoucherState.Held);
    }

    [Fact]
    public async Task A_hold_takes_all_vouchers_or_none_and_names_the_refused_one()
    {
        var (free, _) = await Vouchers.AddAsync();
        var (expired, _) = await Vouchers.AddAsync(validFrom: LedgerFixture.Start.AddDays(-40));
        var (later, _) = await Vouchers.AddAsync(validFrom: LedgerFixture.Start.AddDays(1));
        var (elsewhere, _) = await Vouchers.AddAsync(only: new(Guid.NewGuid()));
        var (foreign, _) = await Vouchers.AddAsync(customer: new(Guid.NewGuid()));
        foreach (var wrong in new[] { expired, later, elsewhere })
            (await HoldAsync(free, wrong)).ShouldBe(new(WalletOutcome.NotAvailable, wrong));
        (await HoldAsync(free, foreign)).ShouldBe(new(WalletOutcome.NotFound, foreign));
        (await Vouchers.StateAsync(free)).ShouldBe((VoucherState.Issued, 30_000, null));
        (await HoldAsync(free)).Outcome.ShouldBe(WalletOutcome.Done);
        (await HoldAsync(free, elsewhere)).ShouldBe(
            new(WalletOutcome.NotAvailable, elsewhere),
            "the same holder with other vouchers is not the same hold"
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_hold_that_has_ended_does_not_change_any_more(bool expired)
    {
        var (id, _) = await Vouchers.AddAsync();
        await HoldAsync(id);
        (await EndAsync(expired)).Outcome.ShouldBe(WalletOutcome.Done);
        (await EndAsync(expired)).Outcome.ShouldBe(WalletOutcome.AlreadyDone);
        (await EndAsync(!expired)).Outcome.ShouldBe(WalletOutcome.Over);
        (await HoldAsync(id)).Outcome.ShouldBe(WalletOutcome.Over);
        (await ConfirmAsync(new VoucherShare(id, 1, 1))).Outcome.ShouldBe(WalletOutcome.Over);
        (await Vouchers.StateAsync(id)).ShouldBe((VoucherState.Issued, 30_000, null));
    }

    [Fact]
    public async Task A_hold_that_arrives_after_its_own_release_changes_nothing()
    {
        var (id, _) = await Vouchers.AddAsync();
        (await EndAsync(expired: false)).Outcome.ShouldBe(WalletOutcome.Done);
        (await HoldAsync(id)).Outcome.ShouldBe(WalletOutcome.Over);
        (await Vouchers.FindAsync(id)).State.ShouldBe(VoucherState.Issued);
    }

    [Fact]
    public async Task Another_customers_holder_is_not_found()
    {
        var (id, _) = await Vouchers.AddAsync();
        await HoldAsync(id);
        var other = new CustomerId(Guid.NewGuid());
        (await Vouchers.Holds.HoldAsync(other, Holder, [id], Station, Ct)).Reply.Outcome.ShouldBe(
            WalletOutcome.NotFound
        );
        (await Vouchers.Holds.ConfirmAsync(other, Holder, [new(id, 1, 1)], Station, Ct)).Reply.Outcome.ShouldBe(
            WalletOutcome.NotFound
        );
        (await Vouchers.Holds.ReleaseAsync(other, Holder, Ct)).Reply.Outcome.ShouldBe(WalletOutcome.NotFound);
        (await Vouchers.StateAsync(id)).ShouldBe((VoucherState.Held, 30_000, Holder));
    }

    [Fact]
    public async Task A_refund_takes_untouched_vouchers_only()
    {
        var ((part, _), (held, _), (untouched, _)) = (
            await Vouchers.AddAsync(),
            await Vouchers.AddAsync(),
            await Vouchers.AddAsync()
        );
        await HoldAsync(part, held);
        await ConfirmAsync(new VoucherShare(part, 1, 1));
        await Vouchers.Holds.HoldAsync(Vouchers.Customer, "fuelling/other", [held], Station, Ct);
        var taken = new List<VoucherId>();
        foreach (var id in new[] { part, held, untouched })
            if (
                await Fixture.Database.WriteAsync(
                    s => VoucherTable.HoldUntouchedAsync(s, id.Value, VoucherRefunds.Holder("R1"), Vouchers.Time.Now),
                    Ct
                )
            )
                taken.Add(id);
        taken.ShouldBe([untouched]);
        await Fixture.Database.WriteAsync(s => VoucherRefunds.ConfirmAsync(s, "R1", Vouchers.Time.Now), Ct);
        (await Vouchers.FindAsync(untouched)).State.ShouldBe(VoucherState.Refunded);
    }
}

public sealed class PostgresVoucherHoldsTakeAndReleaseTests()
    : VoucherHoldsTakeAndReleaseContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteVoucherHoldsTakeAndReleaseTests()
    : VoucherHoldsTakeAndReleaseContract(LedgerFixture.SqliteAsync);
