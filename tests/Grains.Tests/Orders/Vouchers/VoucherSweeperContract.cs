using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>The expiry of vouchers and the reminders before it, on either store.</summary>
public abstract class VoucherSweeperContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private VoucherFixture Vouchers => field ??= new(Fixture.Database);

    [Fact]
    public async Task Three_sweepers_at_once_expire_each_voucher_once_however_many_there_are()
    {
        for (var i = 0; i < 450; i++)
            await Vouchers.AddAsync(validDays: 1);
        var (kept, _) = await Vouchers.AddAsync(validDays: 2);
        var (held, _) = await Vouchers.AddAsync(validDays: 1);
        await Vouchers.Holds.HoldAsync(Vouchers.Customer, "fuelling/1", [held], new(Guid.NewGuid()), Ct);
        Vouchers.Time.Now = LedgerFixture.Start.AddDays(1);

        var swept = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SweepAsync()));

        swept.Sum(s => s.Expired).ShouldBe(450);
        (await Vouchers.CountAsync("vouchers", "state = 3")).ShouldBe(450);
        (await Vouchers.FindAsync(kept)).State.ShouldBe(VoucherState.Issued);
        (await Vouchers.FindAsync(held)).State.ShouldBe(VoucherState.Held, "what is held in time is not taken away");
        await Vouchers.Holds.ReleaseAsync(Vouchers.Customer, "fuelling/1", Ct);
        (await SweepAsync()).Expired.ShouldBe(1);
    }

    [Fact]
    public async Task An_owner_is_reminded_once_by_whichever_sweeper()
    {
        var (soon, _) = await Vouchers.AddAsync(validDays: 3);
        await Vouchers.AddAsync(validDays: 4);
        var swept = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SweepAsync()));
        swept.Sum(s => s.Reminded).ShouldBe(1);
        (await SweepAsync()).Reminded.ShouldBe(0);
        var notices = await Fixture.Database.ReadAsync(
            s => s.Sql("SELECT kind, subject FROM outbox").ListAsync(r => (r.Text(0), r.Text(1))),
            Ct
        );
        notices.ShouldBe([("notice", $"voucher-expiring/{soon}")]);
    }

    [Fact]
    public async Task An_expiry_and_a_hold_at_once_have_one_winner()
    {
        for (var round = 0; round < 10; round++)
        {
            Vouchers.Time.Now = LedgerFixture.Start;
            var (id, _) = await Vouchers.AddAsync(validDays: 1);
            var early = new VoucherHolds(Fixture.Database, new Campaigns.ManualTime(LedgerFixture.Start.AddHours(1)));
            Vouchers.Time.Now = LedgerFixture.Start.AddDays(1);
            var sweep = SweepAsync();
            var hold = early.HoldAsync(Vouchers.Customer, $"fuelling/{round}", [id], new(Guid.NewGuid()), Ct);
            var outcome = (await hold).Reply.Outcome;
            (await sweep).Expired.ShouldBe(outcome == WalletOutcome.Done ? 0 : 1);
            (await Vouchers.FindAsync(id)).State.ShouldBe(
                outcome == WalletOutcome.Done ? VoucherState.Held : VoucherState.Expired
            );
        }
    }

    [Fact]
    public async Task Old_guesses_are_deleted()
    {
        await Fixture.Database.WriteAsync(
            s =>
                s.Sql("INSERT INTO voucher_guesses (scope, since, wrong) VALUES ('staff/a', @now, 5)")
                    .With("now", LedgerFixture.Start)
                    .ExecuteAsync(),
            Ct
        );
        Vouchers.Time.Now = LedgerFixture.Start.AddMinutes(10);
        await SweepAsync();
        (await Vouchers.CountAsync("voucher_guesses")).ShouldBe(1);
        Vouchers.Time.Now = LedgerFixture.Start.AddMinutes(11);
        await SweepAsync();
        (await Vouchers.CountAsync("voucher_guesses")).ShouldBe(0);
    }

    private async Task<(int Expired, int Reminded)> SweepAsync()
    {
        using var live = new LiveNodes(null!, Vouchers.Time, NullLogger<LiveNodes>.Instance);
        using var sweeper = new VoucherSweeper(
            Fixture.Database,
            live,
            Options.Create(new VoucherOptions()),
            Vouchers.Time,
            NullLogger<VoucherSweeper>.Instance
        );
        return await sweeper.SweepAsync(Ct);
    }
}

public sealed class PostgresVoucherSweeperTests() : VoucherSweeperContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteVoucherSweeperTests() : VoucherSweeperContract(LedgerFixture.SqliteAsync);
