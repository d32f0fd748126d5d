namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>kill -9 of the product in each phase of a team's life: no seat is lost or doubled, and all of its money ends once.</summary>
// These tests measure no time and mostly wait: they run beside others.
public abstract class TeamFaultTests(TeamProduct product)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_between_the_seats_and_their_payment_it_keeps_every_seat_under_its_key_and_gives_none_twice()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(2, members: 2);
        await harness.KillAsync();
        await harness.SeatsStandAsync(team);
        await harness.PrepareAllAsync(team);
        await harness.PayAllAsync(team);
        await harness.CompletedAsync(team);
        await harness.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_while_a_crowd_asks_for_the_last_seats_it_gives_each_of_them_once()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(10, members: 1);
        var crowd = Enumerable.Range(0, 30).Select(_ => harness.JoinAsync(team.Id)).ToArray();
        await harness.UntilOnDiskAsync(
            "A seat of the crowd",
            async () => (await harness.Ledger.SeatsAsync(team.Id, Ct)).Count > 1
        );
        await harness.KillAsync();
        foreach (var asked in await Task.WhenAll(crowd))
        {
            if (asked.First.Status == 201)
                team.Members.Add(asked);
            else
                asked.First.ShouldBeProblem(409, "team-full");
        }
        team.Members.Count.ShouldBe(10);
        await harness.SeatsStandAsync(team);
        await harness.PrepareAllAsync(team);
        await harness.PayAllAsync(team);
        await harness.CompletedAsync(team);
        await harness.StockIsConservedAsync(sold: 10);
    }

    [Fact]
    public async Task Killed_while_members_pay_it_completes_the_team_when_it_is_back()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(2, members: 2);
        await harness.PrepareAllAsync(team);
        await harness.PayAsync(team.Members[0]);
        await harness.KillAsync(() => harness.PayAsync(team.Members[1]));
        await harness.CompletedAsync(team);
        await harness.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_after_the_last_payment_and_again_before_and_amid_the_vouchers_it_gives_everybody_one()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(5, members: 5);
        await harness.PrepareAllAsync(team);
        await harness.PayAllAsync(team);
        await harness.UntilOnDiskAsync(
            "The last payment",
            async () => await harness.Ledger.PaymentsAsync(team.Id, Ct) == 5
        );
        await harness.KillAsync();
        await harness.UntilEndedAsync(team);
        await harness.KillAsync();
        await harness.UntilOnDiskAsync(
            "The first voucher",
            async () => await harness.Ledger.VouchersAsync(team.Id, Ct) > 0
        );
        await harness.KillAsync();
        await harness.CompletedAsync(team);
        await harness.StockIsConservedAsync(sold: 5);
    }

    [Fact]
    public async Task Killed_right_at_completion_it_has_promised_the_vouchers_and_keeps_the_promise()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(2, members: 2);
        await harness.PrepareAllAsync(team);
        await harness.PayAllAsync(team);
        await harness.UntilEndedAsync(team);
        // As a rule before the first voucher is there; whichever way the race goes, the end must be the same.
        await harness.KillAsync();
        await harness.CompletedAsync(team);
        await harness.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_before_and_amid_the_refunds_of_a_failed_team_it_gives_every_payment_back_once()
    {
        var harness = await TeamHarness.StartAsync(product);
        var team = await harness.FillAsync(5, members: 4);
        foreach (var payer in team.Members.Take(3))
        {
            await harness.PrepareAsync(payer);
            await harness.PayAsync(payer);
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(30),
                () => harness.StatusAsync(payer),
                status => status == "paid"
            );
        }
        // A member who has gone to pay and has not paid yet.
        await harness.PrepareAsync(team.Members[3]);
        await harness.WeChat.FaultAsync("refund", "timeout-after", times: 2);
        (await harness.CloseTeamAsync(team)).Status.ShouldBe(204);
        // As a rule before the first refund is there; whichever way the race goes, the end must be the same.
        await harness.KillAsync();
        // WeChat did it, and its answer never comes.
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(30), async () => (await RefundsAsync()).Length > 0);
        await harness.KillAsync(harness.WeChat.NoFaultsAsync);
        await harness.FailedAsync(team);
        (await RefundsAsync()).Length.ShouldBe(3);
        await harness.StockIsConservedAsync(sold: 0);

        async Task<System.Text.Json.JsonElement[]> RefundsAsync()
        {
            var all = new List<System.Text.Json.JsonElement>();
            foreach (var member in team.Members)
                all.AddRange(await harness.WeChat.JournalAsync("refund", member.OutTradeNo!));
            return [.. all];
        }
    }
}

public sealed class TeamFaultsOnSqliteTests(TeamProductOnSqlite product)
    : TeamFaultTests(product),
        IClassFixture<TeamProductOnSqlite>;

public sealed class TeamFaultsOnPostgresTests(TeamProductOnPostgres product)
    : TeamFaultTests(product),
        IClassFixture<TeamProductOnPostgres>;
