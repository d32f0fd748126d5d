namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>kill -9 of the product in each phase of a team's life: no seat is lost or doubled, and all of its money ends once.</summary>
// It measures no time, so it may run beside others: most of it is waiting.
public sealed class TeamFaultTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_between_the_seats_and_their_payment_it_keeps_every_seat_under_its_key_and_gives_none_twice(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(2, members: 2);
        await stand.KillAsync();
        await stand.SeatsStandAsync(team);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_while_a_crowd_asks_for_the_last_seats_it_gives_each_of_them_once(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(10, members: 1);
        var crowd = Enumerable.Range(0, 30).Select(_ => stand.JoinAsync(team.Id)).ToArray();
        await stand.UntilOnDiskAsync("A seat of the crowd", async () => (await stand.Ledger.SeatsAsync(team.Id, Ct)).Count > 1);
        await stand.KillAsync();
        foreach (var asked in await Task.WhenAll(crowd))
        {
            if (asked.First!.Status == 201) team.Members.Add(asked);
            else asked.First.ShouldBeProblem(409, "team-full");
        }
        team.Members.Count.ShouldBe(10);
        await stand.SeatsStandAsync(team);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_while_members_pay_it_completes_the_team_when_it_is_back(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(2, members: 2);
        await stand.PrepareAllAsync(team);
        await stand.PayAsync(team.Members[0]);
        await stand.KillAsync(() => stand.PayAsync(team.Members[1]));
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_after_the_last_payment_and_again_before_and_amid_the_vouchers_it_gives_everybody_one(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(5, members: 5);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.UntilOnDiskAsync("The last payment", async () => await stand.Ledger.CountAsync("payments", Ct) == 5);
        await stand.KillAsync();
        await stand.UntilEndedAsync(team);
        await stand.KillAsync();
        await stand.UntilOnDiskAsync("The first voucher", async () => await stand.Ledger.CountAsync("vouchers", Ct) > 0);
        await stand.KillAsync();
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_right_at_completion_it_has_promised_the_vouchers_and_keeps_the_promise(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(2, members: 2);
        await stand.PrepareAllAsync(team);
        await stand.PayAllAsync(team);
        await stand.UntilEndedAsync(team);
        // As a rule before the first voucher is there; whichever way the race goes, the end must be the same.
        await stand.KillAsync();
        await stand.CompletedAsync(team);
        await stand.StockIsConservedAsync(sold: 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_before_and_amid_the_refunds_of_a_failed_team_it_gives_every_payment_back_once(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres);
        var team = await stand.FillAsync(5, members: 4);
        foreach (var payer in team.Members.Take(3))
        {
            await stand.PrepareAsync(payer);
            await stand.PayAsync(payer);
            await Eventually.GetsAsync(TimeSpan.FromSeconds(30), () => TeamStand.StatusAsync(payer), status => status == "paid");
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
            foreach (var member in team.Members) all.AddRange(await stand.WeChat.JournalAsync("refund", member.OutTradeNo!));
            return [.. all];
        }
    }

    [Fact]
    public Task Dead_over_the_deadline_and_killed_at_the_end_that_follows_it_fails_the_team_on_both_stores() => Task.WhenAll(
        // The time that a team stays open is real: both stores wait for it together.
        DeadOverTheDeadlineAsync(postgres: false), DeadOverTheDeadlineAsync(postgres: true));

    private static async Task DeadOverTheDeadlineAsync(bool postgres)
    {
        await using var stand = await TeamStand.StartAsync(postgres, TeamStand.OpenFor);
        var (full, lacking, late) = (await stand.FillAsync(2, members: 2), await stand.FillAsync(5, members: 3), await stand.FillAsync(2, members: 2));
        var deadline = late.Members[0].First!.Json.GetProperty("deadline").GetDateTimeOffset();
        foreach (var member in full.Members.Concat(lacking.Members).Append(late.Members[0])) await stand.PrepareAsync(member);
        await stand.PrepareAsync(late.Members[1]);
        foreach (var member in lacking.Members.Take(2).Append(late.Members[0]).Append(full.Members[0])) await stand.PayAsync(member);
        foreach (var member in lacking.Members.Take(2)) await Eventually.GetsAsync(TimeSpan.FromSeconds(30), () => TeamStand.StatusAsync(member), status => status == "paid");
        await stand.KillAsync(async () =>
        {
            // In time, by WeChat's own clock, and told of when nobody listens.
            await stand.PayAsync(full.Members[1]);
            await Eventually.IsTrueAsync(TeamStand.OpenFor * 2, () => Task.FromResult(TimeProvider.System.GetUtcNow() > deadline));
        });
        await stand.UntilEndedAsync(lacking);
        await stand.KillAsync();
        await stand.FailedAsync(lacking);
        await stand.CompletedAsync(full);
        await stand.FailedAsync(late);
        await stand.StockIsConservedAsync(sold: 2);
    }
}
