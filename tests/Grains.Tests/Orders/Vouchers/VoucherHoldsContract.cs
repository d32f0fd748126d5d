using System.Collections.Immutable;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Hold, confirm, release and expire, on either store.</summary>
public abstract class VoucherHoldsContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private static readonly StationId Station = new(Guid.NewGuid());
    private readonly string _holder = $"fuelling/{Guid.NewGuid()}";

    private VoucherFixture Vouchers => field ??= new(Fixture.Database);

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

    [Fact]
    public async Task Litres_used_in_part_leave_the_rest_on_the_voucher_until_it_is_used_up()
    {
        var (id, _) = await Vouchers.AddAsync();
        await HoldAsync(id);
        (await ConfirmAsync(new VoucherShare(id, 10_000, 7_899))).Outcome.ShouldBe(WalletOutcome.Done);
        (await Vouchers.StateAsync(id)).ShouldBe((VoucherState.Issued, 20_000, null));
        (await ConfirmAsync(new VoucherShare(id, 10_000, 7_899))).Outcome.ShouldBe(WalletOutcome.AlreadyDone);

        var next = $"fuelling/{Guid.NewGuid()}";
        (await Vouchers.Holds.HoldAsync(Vouchers.Customer, next, [id], Station, Ct)).Reply.Outcome.ShouldBe(
            WalletOutcome.Done
        );
        (
            await Vouchers.Holds.ConfirmAsync(Vouchers.Customer, next, [new(id, 20_000, 15_798)], Station, Ct)
        ).Reply.Outcome.ShouldBe(WalletOutcome.Done);
        (await Vouchers.StateAsync(id)).ShouldBe((VoucherState.Used, 0, next));
        (await Vouchers.UsedMlAsync(id)).ShouldBe(30_000);
    }

    [Fact]
    public async Task The_same_confirm_eight_times_uses_the_litres_once()
    {
        var (id, _) = await Vouchers.AddAsync();
        await HoldAsync(id);
        var replies = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => ConfirmAsync(new VoucherShare(id, 10_000, 7_899)))
        );
        replies.Count(r => r.Outcome == WalletOutcome.Done).ShouldBe(1);
        replies.Count(r => r.Outcome == WalletOutcome.AlreadyDone).ShouldBe(7);
        (await Vouchers.FindAsync(id)).RemainingMl.ShouldBe(20_000);
        (await Vouchers.UsedMlAsync(id)).ShouldBe(10_000);
    }

    [Fact]
    public async Task A_confirm_of_more_than_is_left_or_of_a_voucher_not_held_is_refused_and_changes_nothing()
    {
        var (held, _) = await Vouchers.AddAsync();
        var (yuan, _) = await Vouchers.AddAsync(ProductKind.Yuan);
        var (free, _) = await Vouchers.AddAsync();
        await HoldAsync(held, yuan);
        foreach (
            var used in new VoucherShare[][]
            {
                [new(held, 30_001, 0)],
                [new(held, -1, 0)],
                [new(held, 1, -1)],
                [new(yuan, 1, 0)],
                [new(yuan, 0, 5_001)],
                [new(free, 1, 1)],
                [new(held, 1, 1), new(held, 1, 1)],
            }
        )
            (await ConfirmAsync([.. used])).Outcome.ShouldBe(WalletOutcome.TooMuch);
        (await Vouchers.StateAsync(held)).ShouldBe((VoucherState.Held, 30_000, _holder));
        (await Vouchers.CountAsync("voucher_uses")).ShouldBe(0);
    }

    [Fact]
    public async Task A_confirm_issues_unused_vouchers_again_and_uses_a_yuan_voucher_whole()
    {
        var (litres, _) = await Vouchers.AddAsync();
        var (yuan, _) = await Vouchers.AddAsync(ProductKind.Yuan);
        var (unused, _) = await Vouchers.AddAsync(ProductKind.Yuan);
        await HoldAsync(litres, yuan, unused);
        (await ConfirmAsync(new(litres, 0, 0), new(yuan, 0, 1))).Outcome.ShouldBe(WalletOutcome.Done);
        (await Vouchers.StateAsync(litres)).ShouldBe((VoucherState.Issued, 30_000, null));
        (await Vouchers.StateAsync(yuan)).ShouldBe((VoucherState.Used, 0, _holder));
        (await Vouchers.StateAsync(unused)).ShouldBe((VoucherState.Issued, 0, null));
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
    public async Task A_confirm_and_a_release_at_once_have_one_winner_and_the_row_agrees()
    {
        for (var round = 0; round < 10; round++)
        {
            var (id, _) = await Vouchers.AddAsync();
            var holder = $"fuelling/{Guid.NewGuid()}";
            await Vouchers.Holds.HoldAsync(Vouchers.Customer, holder, [id], Station, Ct);
            var confirm = Vouchers.Holds.ConfirmAsync(Vouchers.Customer, holder, [new(id, 30_000, 1)], Station, Ct);
            var release = Vouchers.Holds.ReleaseAsync(Vouchers.Customer, holder, Ct);
            var outcomes = ((await confirm).Reply.Outcome, (await release).Reply.Outcome);
            outcomes.ShouldBeOneOf((WalletOutcome.Done, WalletOutcome.Over), (WalletOutcome.Over, WalletOutcome.Done));
            (await Vouchers.FindAsync(id)).State.ShouldBe(
                outcomes.Item1 == WalletOutcome.Done ? VoucherState.Used : VoucherState.Issued
            );
        }
    }

    [Fact]
    public async Task A_voucher_held_in_time_may_be_used_after_its_time()
    {
        var (id, _) = await Vouchers.AddAsync(validDays: 1);
        await HoldAsync(id);
        Vouchers.Time.Now = LedgerFixture.Start.AddDays(2);
        (await ConfirmAsync(new VoucherShare(id, 30_000, 1))).Outcome.ShouldBe(WalletOutcome.Done);
        (await Vouchers.FindAsync(id)).State.ShouldBe(VoucherState.Used);
    }

    [Fact]
    public async Task Another_customers_holder_is_not_found()
    {
        var (id, _) = await Vouchers.AddAsync();
        await HoldAsync(id);
        var other = new GrainInterfaces.Customers.CustomerId(Guid.NewGuid());
        (await Vouchers.Holds.HoldAsync(other, _holder, [id], Station, Ct)).Reply.Outcome.ShouldBe(
            WalletOutcome.NotFound
        );
        (await Vouchers.Holds.ConfirmAsync(other, _holder, [new(id, 1, 1)], Station, Ct)).Reply.Outcome.ShouldBe(
            WalletOutcome.NotFound
        );
        (await Vouchers.Holds.ReleaseAsync(other, _holder, Ct)).Reply.Outcome.ShouldBe(WalletOutcome.NotFound);
        (await Vouchers.StateAsync(id)).ShouldBe((VoucherState.Held, 30_000, _holder));
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

    private async Task<WalletReply> HoldAsync(params ImmutableArray<VoucherId> ids) =>
        (await Vouchers.Holds.HoldAsync(Vouchers.Customer, _holder, ids, Station, Ct)).Reply;

    private async Task<WalletReply> ConfirmAsync(params ImmutableArray<VoucherShare> used) =>
        (await Vouchers.Holds.ConfirmAsync(Vouchers.Customer, _holder, used, Station, Ct)).Reply;

    private async Task<WalletReply> EndAsync(bool expired) =>
        (
            await (
                expired
                    ? Vouchers.Holds.ExpireAsync(Vouchers.Customer, _holder, Ct)
                    : Vouchers.Holds.ReleaseAsync(Vouchers.Customer, _holder, Ct)
            )
        ).Reply;
}

public sealed class PostgresVoucherHoldsTests() : VoucherHoldsContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteVoucherHoldsTests() : VoucherHoldsContract(LedgerFixture.SqliteAsync);
