using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Tests.Storage;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Confirm, on either store: a fuelling uses what it took, once, and leaves the rest on the voucher.</summary>
public abstract class VoucherHoldsConfirmContract(Func<Task<LedgerFixture>> make) : VoucherHoldsContract(make)
{
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
        (await Vouchers.StateAsync(held)).ShouldBe((VoucherState.Held, 30_000, Holder));
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
        (await Vouchers.StateAsync(yuan)).ShouldBe((VoucherState.Used, 0, Holder));
        (await Vouchers.StateAsync(unused)).ShouldBe((VoucherState.Issued, 0, null));
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
}

public sealed class PostgresVoucherHoldsConfirmTests()
    : VoucherHoldsConfirmContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteVoucherHoldsConfirmTests() : VoucherHoldsConfirmContract(LedgerFixture.SqliteAsync);
