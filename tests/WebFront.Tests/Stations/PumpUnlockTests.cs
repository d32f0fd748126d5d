namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Authorisations of a pump: unlocked, refused, cancelled and ended, from the pump's grain to a raw socket and back.</summary>
public abstract class PumpUnlockTests(ProductFixture product) : PumpCommandTests(product)
{
    [Fact]
    public async Task An_authorisation_unlocks_the_pump_with_credit_and_products_and_ends_with_clear()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var request = Request(credit: 20_000, "95", "92");
        var authorising = station.Pump(1).AuthoriseAsync(request);
        (await site.AnswerAsync("UNLOCKPUMP")).ShouldEndWith($"UNLOCKPUMP 1 CNY 200.00 {request.Id} pace 95 92");
        var unlocked = await authorising;
        (unlocked.Outcome, unlocked.Authorisation!.State).ShouldBe(
            (AuthoriseOutcome.Unlocked, AuthorisationState.Unlocked)
        );
        (await station.Pump(1).AuthoriseAsync(request)).Outcome.ShouldBe(AuthoriseOutcome.Unlocked);
        (await station.Pump(1).AuthoriseAsync(Request())).Outcome.ShouldBe(AuthoriseOutcome.Busy);

        await site.SayAsync("* PUMP 1 in-use");
        await site.SayAsync("* " + Sold(request.Id));
        var sale = await station.OnlySaleAsync(1);
        (sale.Authorisation, sale.State, sale.AmountFen).ShouldBe((request.Id, FuelSaleState.Open, 8_000));
        (await station.Pump(1).LockSaleAsync(sale.Id, request.Customer, TimeSpan.FromMinutes(1))).Outcome.ShouldBe(
            FuelSaleOutcome.Done
        );
        var clearing = station.Pump(1).ClearAsync(sale.Id, request.Customer);
        (await site.AnswerAsync("CLEAR")).ShouldEndWith($"CLEAR 1 {request.Id} {request.Id} pace");
        (await clearing).Outcome.ShouldBe(ClearOutcome.Settled);
        var after = await station.Pump(1).ViewAsync();
        (after.Authorisation, after.Sales.Length).ShouldBe((null, 0));
        (await station.Pump(1).AuthoriseAsync(request)).Authorisation!.State.ShouldBe(AuthorisationState.Settled);
    }

    [Fact]
    public async Task A_refused_unlock_releases_and_an_unlocked_pump_is_asked_for_no_second_one()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked", "PUMP 2 free");
        await using var _ = site;
        (await station.Pump(2).AuthoriseAsync(Request())).Outcome.ShouldBe(AuthoriseOutcome.NotLocked);
        (await station.Pump(9).AuthoriseAsync(Request())).Outcome.ShouldBe(AuthoriseOutcome.NotLocked);
        var authorising = station.Pump(1).AuthoriseAsync(Request());
        await site.AnswerAsync("UNLOCKPUMP", conclusion: "ERR 412 locked by the attendant");
        (await authorising).Outcome.ShouldBe(AuthoriseOutcome.Released);
        (await station.Pump(1).ViewAsync()).Authorisation.ShouldBeNull();
    }

    [Fact]
    public async Task An_unlock_without_an_answer_stays_unknown_until_a_lock_is_answered()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var request = Request();
        var authorising = station.Pump(1).AuthoriseAsync(request);
        await site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        (await authorising).Outcome.ShouldBe(AuthoriseOutcome.NoAnswer);
        (await station.Pump(1).AuthoriseAsync(Request())).Outcome.ShouldBe(AuthoriseOutcome.Busy);

        var cancelling = station.Pump(1).CancelAsync(request.Id);
        await site.AnswerAsync("LOCKPUMP", conclusion: "ERR the client gave no code");
        (await cancelling).Outcome.ShouldBe(AuthoriseOutcome.NoAnswer);
        cancelling = station.Pump(1).CancelAsync(request.Id);
        await site.AnswerAsync("LOCKPUMP");
        (await cancelling).Outcome.ShouldBe(AuthoriseOutcome.Released);
    }

    [Fact]
    public async Task Fuel_that_is_reported_before_a_lock_is_answered_is_never_released()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var request = Request();
        var authorising = station.Pump(1).AuthoriseAsync(request);
        await site.AnswerAsync("UNLOCKPUMP");
        await authorising;
        var cancelling = station.Pump(1).CancelAsync(request.Id);
        // Frames follow each other as fast as the socket takes them.
        await site.AnswerAsync("LOCKPUMP", [Sold(request.Id)]);
        (await cancelling).Outcome.ShouldBe(AuthoriseOutcome.Fuelled);
    }

    [Fact]
    public async Task The_site_ends_an_authorisation_that_gave_no_fuel_once()
    {
        var (station, site) = await OpenAsync("PUMP 1 locked");
        await using var _ = site;
        var request = Request();
        var authorising = station.Pump(1).AuthoriseAsync(request);
        await site.AnswerAsync("UNLOCKPUMP");
        await authorising;
        await SaysAsync($"C7 LOCKEDPUMP 2 {request.Id} aborted", "C7 ERR 404");
        await SaysAsync($"C8 LOCKEDPUMP 1 {request.Id} timeout", "C8 OK");
        await SaysAsync($"C9 LOCKEDPUMP 1 {request.Id} timeout", "C9 OK");
        (await station.Pump(1).AuthoriseAsync(request)).Outcome.ShouldBe(AuthoriseOutcome.Released);

        async Task SaysAsync(string line, string answer)
        {
            await site.SayAsync(line);
            (await site.HearAsync(said => said.StartsWith(line[..2], StringComparison.Ordinal))).ShouldStartWith(
                answer
            );
        }
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_sent_and_the_outcome_says_so()
    {
        var station = await TestStation.CreateAsync(Product);
        (await station.Pump(1).AuthoriseAsync(Request())).Outcome.ShouldBe(AuthoriseOutcome.NotConnected);
        (await station.Pump(1).ClearAsync(new(Guid.NewGuid()), new(Guid.NewGuid()))).Outcome.ShouldBe(
            ClearOutcome.NotConnected
        );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PumpUnlockInProcessOnSqlite(InProcessOnSqlite product) : PumpUnlockTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PumpUnlockRemoteOnPostgres(RemoteOnPostgres product) : PumpUnlockTests(product);
