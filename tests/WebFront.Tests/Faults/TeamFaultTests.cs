namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>kill -9 of the product in each phase of a team's life: no seat is lost or doubled, and all of its money ends once.</summary>
// It measures no time, so it may run beside others: most of it is waiting.
public abstract class TeamFaultTests(TeamProduct product)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_between_the_seats_and_their_payment_it_keeps_every_seat_under_its_key_and_gives_none_twice()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(2, members: 2);
        await stand.KillAsync();
        await stand.SeatsStandAsync(team);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_while_a_crowd_asks_for_the_last_seats_it_gives_each_of_them_once()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(10, members: 1);
        var crowd = Enumerable.Range(0, 30).Select(_ => stand.JoinAsync(team.Id)).ToArray();
        await stand.UntilOnDiskAsync(
            "A seat of the crowd",
            async () => (await stand.Ledger.SeatsAsync(team.Id, Ct)).Count > 1
        );
        await stand.KillAsync();
        foreach (var asked in await Task.WhenAll(crowd))
        {
            if (asked.First!.Status == 201)
                team.Members.Add(asked);
            else
                asked.First.ShouldBeProblem(409, "team-full");
        }
        team.Members.Count.ShouldBe(10);
        await stand.SeatsStandAsync(team);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 10);
    }

    [Fact]
    public async Task Killed_while_members_pay_it_completes_the_team_when_it_is_back()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(2, members: 2);
        await stand.PrepareAllAsync(team);
        await stand.PayAsync(team.Members[0]);
        await stand.KillAsync(() => stand.PayAsync(team.Members[1]));
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_after_the_last_payment_and_again_before_and_amid_the_vouchers_it_gives_everybody_one()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(5, members: 5);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.UntilOnDiskAsync(
            "The last payment",
            async () => await stand.Ledger.PaymentsAsync(team.Id, Ct) == 5
        );
        await stand.KillAsync();
        await stand.UntilEndedAsync(team);
        await stand.KillAsync();
        await stand.UntilOnDiskAsync(
            "The first voucher",
            async () => await stand.Ledger.VouchersAsync(team.Id, Ct) > 0
        );
        await stand.KillAsync();
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 5);
    }

    [Fact]
    public async Task Killed_right_at_completion_it_has_promised_the_vouchers_and_keeps_the_promise()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(2, members: 2);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.UntilEndedAsync(team);
        // As a rule before the first voucher is there; whichever way the race goes, the end must be the same.
        await stand.KillAsync();
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Fact]
    public async Task Killed_before_and_amid_the_refunds_of_a_failed_team_it_gives_every_payment_back_once()
    {
        var stand = await TeamStand.StartAsync(product);
        var team = await stand.FillAsync(5, members: 4);
        foreach (var payer in team.Members.Take(3))
        {
            await stand.PrepareAsync(payer);
            await stand.PayAsync(payer);
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(30),
                () => TeamStand.StatusAsync(payer),
                status => status == "paid"
            );
        }
        // One who has gone to pay and has not paid yet.
        await stand.PrepareAsync(team.Members[3]);
        await stand.WeChat.FaultAsync("refund", "timeout-after", times: 2);
        (await stand.CloseTeamAsync(team)).Status.ShouldBe(204);
        // As a rule before the first refund is there; whichever way the race goes, the end must be the same.
        await stand.KillAsync();
        // WeChat did it, and its answer never comes.
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(30), async () => (await RefundsAsync()).Length > 0);
        await stand.KillAsync(stand.WeChat.NoFaultsAsync);
        await stand.FailedAsync(team);
        (await RefundsAsync()).Length.ShouldBe(3);
        await stand.StockIsConservedAsync(sold: 0);

        async Task<System.Text.Json.JsonElement[]> RefundsAsync()
        {
            var all = new List<System.Text.Json.JsonElement>();
            foreach (var member in team.Members)
                all.AddRange(await stand.WeChat.JournalAsync("refund", member.OutTradeNo!));
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
