namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// kill -9 of the product around a team's deadline. The time that a team stays open is real: both stores wait for it together.
/// </summary>
public sealed class TeamDeadlineFaultTests(TeamProductOnSqlite sqlite, TeamProductOnPostgres postgres)
    : IClassFixture<TeamProductOnSqlite>,
        IClassFixture<TeamProductOnPostgres>
{
    [Fact]
    public Task Dead_over_the_deadline_and_killed_at_the_end_that_follows_it_fails_the_team_on_both_stores() =>
        Task.WhenAll(DeadOverTheDeadlineAsync(sqlite), DeadOverTheDeadlineAsync(postgres));

    private static async Task DeadOverTheDeadlineAsync(TeamProduct product)
    {
        var harness = await TeamHarness.StartAsync(product, TeamHarness.OpenFor);
        var (full, lacking, late) = (
            await harness.FillAsync(2, members: 2),
            await harness.FillAsync(5, members: 3),
            await harness.FillAsync(2, members: 2)
        );
        var deadline = late.Members[0].Seat.Deadline;
        foreach (var member in full.Members.Concat(lacking.Members).Append(late.Members[0]))
            await harness.PrepareAsync(member);
        await harness.PrepareAsync(late.Members[1]);
        foreach (var member in lacking.Members.Take(2).Append(late.Members[0]).Append(full.Members[0]))
            await harness.PayAsync(member);
        foreach (var member in lacking.Members.Take(2))
            await Eventually.GetsAsync(
                TimeSpan.FromSeconds(30),
                () => harness.StatusAsync(member),
                status => status == "paid"
            );
        await harness.KillAsync(async () =>
        {
            // In time, by WeChat's own clock, and told of when nobody listens.
            await harness.PayAsync(full.Members[1]);
            await Eventually.IsTrueAsync(
                TeamHarness.OpenFor * 2,
                () => Task.FromResult(TimeProvider.System.GetUtcNow() > deadline)
            );
        });
        await harness.UntilEndedAsync(lacking);
        await harness.KillAsync();
        await harness.FailedAsync(lacking);
        await harness.CompletedAsync(full);
        await harness.FailedAsync(late);
        await harness.StockIsConservedAsync(sold: 2);
    }
}
