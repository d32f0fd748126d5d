using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Orders.Vouchers;
using FuelGrains.Grains.Tests.Storage;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

/// <summary>Redeeming vouchers at a station, on either store.</summary>
public abstract class RedemptionContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private VoucherFixture Vouchers => field ??= new(Fixture.Database);

    private RedemptionPoint Redemptions =>
        new(Fixture.Database, VoucherFixture.Sealer, Options.Create(new VoucherOptions()), Vouchers.Time);

    [Fact]
    public async Task Eight_stations_at_once_redeem_a_voucher_once_with_one_audit_row()
    {
        var stations = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Vouchers.StationAsync()));
        var (id, code) = await Vouchers.AddAsync();
        var replies = await Task.WhenAll(stations.Select((station, i) => RedeemAsync(station, code, $"staff-{i}")));
        replies.Count(r => r.Outcome == RedeemOutcome.Done).ShouldBe(1);
        replies.Count(r => r.Outcome == RedeemOutcome.Used).ShouldBe(7);
        (await Vouchers.FindAsync(id)).State.ShouldBe(VoucherState.Used);
        (await Vouchers.CountAsync("voucher_uses")).ShouldBe(1);
        (await Vouchers.CountAsync("audit", "action = 'voucher.redeem'")).ShouldBe(1);
        (await Vouchers.UsedMlAsync(id)).ShouldBe(30_000);
    }

    [Fact]
    public async Task The_same_request_eight_times_is_one_redemption_and_its_key_redeems_no_other_voucher()
    {
        var station = await Vouchers.StationAsync();
        var ((_, code), (other, otherCode)) = (await Vouchers.AddAsync(), await Vouchers.AddAsync());
        var key = Guid.NewGuid();
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedeemAsync(station, code, "wang", key)));
        replies.Count(r => r.Outcome == RedeemOutcome.Done).ShouldBe(1);
        replies.Count(r => r.Outcome == RedeemOutcome.Replayed).ShouldBe(7);
        replies.Select(r => r.Redemption).Distinct().ShouldHaveSingleItem()!.Staff.ShouldBe("wang");
        (await RedeemAsync(station, otherCode, "wang", key)).Outcome.ShouldBe(RedeemOutcome.KeyReused);
        (await Vouchers.FindAsync(other)).State.ShouldBe(VoucherState.Issued);
    }

    [Fact]
    public async Task A_refused_redemption_says_why()
    {
        var (here, there) = (await Vouchers.StationAsync(), await Vouchers.StationAsync());
        var now = LedgerFixture.Start;
        (await RedeemAsync(here, (await Vouchers.AddAsync(only: there)).Code)).Outcome.ShouldBe(RedeemOutcome.NotHere);
        (await RedeemAsync(here, (await Vouchers.AddAsync(validFrom: now.AddDays(1))).Code)).ShouldBe(
            new(RedeemOutcome.NotYet, ValidFrom: now.AddDays(1))
        );
        (await RedeemAsync(here, (await Vouchers.AddAsync(validFrom: now.AddDays(-30))).Code)).Outcome.ShouldBe(
            RedeemOutcome.Expired
        );
        var (held, heldCode) = await Vouchers.AddAsync();
        await Vouchers.Holds.HoldAsync(Vouchers.Customer, "fuelling/1", [held], here, Ct);
        (await RedeemAsync(here, heldCode)).Outcome.ShouldBe(RedeemOutcome.Held);
        var (refunded, refundedCode) = await Vouchers.AddAsync();
        await Fixture.Database.WriteAsync(
            s => VoucherTable.HoldUntouchedAsync(s, refunded.Value, VoucherRefunds.Holder("R1"), now),
            Ct
        );
        await Fixture.Database.WriteAsync(s => VoucherRefunds.ConfirmAsync(s, "R1", now), Ct);
        (await RedeemAsync(here, refundedCode)).Outcome.ShouldBe(RedeemOutcome.Refunded);
        (await RedeemAsync(new(Guid.NewGuid()), heldCode)).Outcome.ShouldBe(RedeemOutcome.UnknownStation);
        (await RedeemAsync(here, heldCode[..^1] + (heldCode[^1] == '0' ? '1' : '0'))).Outcome.ShouldBe(
            RedeemOutcome.Mistyped
        );
        (await Vouchers.CountAsync("voucher_guesses", "wrong > 0")).ShouldBe(0, "none of these was a guess");
    }

    [Fact]
    public async Task Of_fifty_guesses_at_once_five_are_looked_up_and_then_even_the_right_code_is_refused()
    {
        var station = await Vouchers.StationAsync();
        var (id, code) = await Vouchers.AddAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => RedeemAsync(station, VoucherCode.New())));
        replies.Count(r => r.Outcome == RedeemOutcome.UnknownCode).ShouldBe(5);
        replies.Count(r => r.Outcome == RedeemOutcome.TooManyGuesses).ShouldBe(45);
        replies.Where(r => r.RetryAfter is not null).ShouldAllBe(r => r.RetryAfter == TimeSpan.FromMinutes(10));
        (await RedeemAsync(station, code)).Outcome.ShouldBe(RedeemOutcome.TooManyGuesses);
        (await Vouchers.FindAsync(id)).State.ShouldBe(VoucherState.Issued);
        (await Vouchers.CountAsync("alarms", "kind = 'voucher-guessing' AND closed_at IS NULL")).ShouldBe(
            2,
            "one of the member of staff, one of the station"
        );

        Vouchers.Time.Now += TimeSpan.FromMinutes(10);
        (await RedeemAsync(station, code)).Outcome.ShouldBe(RedeemOutcome.Done);
    }

    [Fact]
    public async Task Guesses_are_counted_by_member_of_staff_and_by_station()
    {
        var (a, b) = (await Vouchers.StationAsync(), await Vouchers.StationAsync());
        for (var i = 0; i < 5; i++)
            (await RedeemAsync(i % 2 == 0 ? a : b, VoucherCode.New(), "mover")).Outcome.ShouldBe(
                RedeemOutcome.UnknownCode
            );
        (await RedeemAsync(a, VoucherCode.New(), "mover")).Outcome.ShouldBe(RedeemOutcome.TooManyGuesses);
        (await RedeemAsync(a, VoucherCode.New(), "other")).Outcome.ShouldBe(RedeemOutcome.UnknownCode);
        (await RedeemAsync(a, VoucherCode.New(), "third")).Outcome.ShouldBe(RedeemOutcome.UnknownCode);
        (await RedeemAsync(a, VoucherCode.New(), "fourth")).Outcome.ShouldBe(RedeemOutcome.TooManyGuesses);
        (await RedeemAsync(b, VoucherCode.New(), "fourth")).Outcome.ShouldBe(RedeemOutcome.UnknownCode);
    }

    [Fact]
    public async Task Right_codes_do_not_count_against_the_limit()
    {
        var station = await Vouchers.StationAsync();
        for (var i = 0; i < 4; i++)
            await RedeemAsync(station, VoucherCode.New());
        for (var i = 0; i < 20; i++)
            (await RedeemAsync(station, (await Vouchers.AddAsync()).Code)).Outcome.ShouldBe(RedeemOutcome.Done);
        (await RedeemAsync(station, VoucherCode.New())).Outcome.ShouldBe(RedeemOutcome.UnknownCode);
        (await RedeemAsync(station, VoucherCode.New())).Outcome.ShouldBe(RedeemOutcome.TooManyGuesses);
    }

    [Fact]
    public async Task A_partly_used_voucher_is_redeemed_with_the_rest_and_appears_in_the_days_list()
    {
        var station = await Vouchers.StationAsync();
        var (id, code) = await Vouchers.AddAsync();
        await Vouchers.Holds.HoldAsync(Vouchers.Customer, "fuelling/1", [id], station, Ct);
        await Vouchers.Holds.ConfirmAsync(Vouchers.Customer, "fuelling/1", [new(id, 12_000, 9_000)], station, Ct);
        var taken = (await RedeemAsync(station, code, "wang")).Redemption!;
        (taken.VolumeMl, taken.Title, taken.Kind, taken.CustomerTail).ShouldBe(
            (18_000, "Thirty litres", ProductKind.Litres, Vouchers.Customer.ToString()[^4..])
        );
        (await Vouchers.UsedMlAsync(id)).ShouldBe(30_000);
        var day = await Fixture.Database.ReadAsync(
            s =>
                VoucherUseTable.ListRedemptionsAsync(
                    s,
                    station,
                    LedgerFixture.Start.AddHours(-1),
                    LedgerFixture.Start.AddHours(1),
                    10
                ),
            Ct
        );
        day.ShouldHaveSingleItem().ShouldBe(taken);
        (
            await Fixture.Database.ReadAsync(
                s =>
                    VoucherUseTable.ListRedemptionsAsync(
                        s,
                        station,
                        LedgerFixture.Start.AddHours(1),
                        LedgerFixture.Start.AddHours(2),
                        10
                    ),
                Ct
            )
        ).ShouldBeEmpty();
    }

    private async Task<RedeemReply> RedeemAsync(
        StationId station,
        string code,
        string staff = "li",
        Guid? key = null
    ) => (await Redemptions.RedeemAsync(station, new(code, staff, key ?? Guid.NewGuid()), Ct)).Reply;
}

public sealed class PostgresRedemptionTests() : RedemptionContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteRedemptionTests() : RedemptionContract(LedgerFixture.SqliteAsync);
