namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>Commands to a pump and what the site's answers come to, from the pump's grain to a raw socket and back.</summary>
public abstract class PumpCommandTests(ProductFixture product) : WireTests(product)
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

    [Theory]
    [InlineData("OK", ClearOutcome.Settled, FuelSaleState.Settled)]
    [InlineData("ERR 403 not permitted", ClearOutcome.NotPermitted, FuelSaleState.Open)]
    [InlineData("ERR 404 unknown", ClearOutcome.BackOffice, FuelSaleState.BackOffice)]
    [InlineData("ERR 410 gone", ClearOutcome.BackOffice, FuelSaleState.BackOffice)]
    [InlineData("ERR 500 oops", ClearOutcome.NoAnswer, FuelSaleState.Clearing)]
    [InlineData("ERR", ClearOutcome.NoAnswer, FuelSaleState.Clearing)]
    public async Task The_first_answer_to_clear(string conclusion, ClearOutcome outcome, FuelSaleState state)
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        await using var _ = site;
        var (sale, payer) = await LockedAsync(station, site);
        var clearing = station.Pump(1).ClearAsync(sale.Id, payer);
        await site.AnswerAsync("CLEAR", conclusion: conclusion);
        var cleared = await clearing;
        (cleared.Outcome, cleared.Sale!.State).ShouldBe((outcome, state));
    }

    [Theory]
    [InlineData("OK", ClearOutcome.Settled, FuelSaleState.Settled)]
    [InlineData("ERR 410 gone", ClearOutcome.Settled, FuelSaleState.Settled)]
    [InlineData("ERR 403 paid", ClearOutcome.PaidInside, FuelSaleState.PaidInside)]
    [InlineData("ERR 404 unknown", ClearOutcome.BackOffice, FuelSaleState.BackOffice)]
    public async Task The_answer_to_clear_on_a_retry_after_the_socket_was_lost(
        string conclusion,
        ClearOutcome outcome,
        FuelSaleState state
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay");
        var (sale, payer) = await LockedAsync(station, site);
        var clearing = station.Pump(1).ClearAsync(sale.Id, payer);
        var first = await site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
        await site.DisposeAsync();
        (await clearing).Outcome.ShouldBe(ClearOutcome.NoAnswer);

        await using var again = await RawSite.LogInAsync(Product.Address, station);
        await again.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95#"], ["PUMP 1 free"]);
        await station.PumpBecomesAsync(1, PumpState.Free);
        clearing = station.Pump(1).ClearAsync(sale.Id, payer);
        var second = await again.AnswerAsync("CLEAR", conclusion: conclusion);
        second[second.IndexOf("CLEAR", StringComparison.Ordinal)..]
            .ShouldBe(first[first.IndexOf("CLEAR", StringComparison.Ordinal)..]);
        var cleared = await clearing;
        (cleared.Outcome, cleared.Sale!.State).ShouldBe((outcome, state));
        (await station.Pump(1).ClearAsync(sale.Id, payer)).Outcome.ShouldBe(outcome);
    }

    [Theory]
    [InlineData("OK")]
    [InlineData("ERR 404 Not implemented")]
    public async Task A_sale_that_the_site_no_longer_lists_was_paid_inside_and_one_that_somebody_pays_waits_for_clear(
        string conclusion
    )
    {
        var (station, site) = await OpenAsync("PUMP 1 ready-to-pay", "PUMP 2 ready-to-pay");
        await using var _ = site;
        var (locked, payer) = await LockedAsync(station, site);
        await site.SayAsync("* TRANSACTION 2 t-2 open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000");
        var open = await station.OnlySaleAsync(2);
        await site.SayAsync("* PUMP 1 free");
        await site.AnswerAsync("TRANSACTIONS", conclusion: conclusion);
        await site.SayAsync("* PUMP 2 free");
        await site.HearAsync(line => line.EndsWith("TRANSACTIONS 2", StringComparison.Ordinal))
            .ContinueWith(
                async asked => await site.SayAsync($"{(await asked).Split(' ')[0]} {conclusion}"),
                TaskScheduler.Default
            )
            .Unwrap();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(20),
            async () => (await station.Pump(2).ViewAsync()).Sales.Length == 0
        );
        (await station.Pump(2).LockSaleAsync(open.Id, payer, TimeSpan.FromMinutes(1))).Sale!.State.ShouldBe(
            FuelSaleState.PaidInside
        );
        (await station.Pump(1).ViewAsync()).Sales.ShouldHaveSingleItem().Id.ShouldBe(locked.Id);
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

    private async Task<(TestStation Station, RawSite Site)> OpenAsync(params string[] pumps)
    {
        var station = await TestStation.CreateAsync(Product);
        var site = await RawSite.LogInAsync(Product.Address, station);
        await site.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95# 汽油", "PRICE 92 LTR CNY 7.500 92# 汽油"], pumps);
        await station.BoardBecomesAsync(board =>
            board.Pumps.Count(pump => pump.State != PumpState.Unknown) == pumps.Length
        );
        return (station, site);
    }

    private static async Task<(FuelSale Sale, CustomerId Payer)> LockedAsync(TestStation station, RawSite site)
    {
        await site.SayAsync("* " + Sold("t-1"));
        var sale = await station.OnlySaleAsync(1);
        var payer = new CustomerId(Guid.NewGuid());
        var locked = await station.Pump(1).LockSaleAsync(sale.Id, payer, TimeSpan.FromMinutes(1));
        locked.Outcome.ShouldBe(FuelSaleOutcome.Done);
        (await station.Pump(1).LockSaleAsync(sale.Id, new(Guid.NewGuid()), TimeSpan.FromMinutes(1))).Outcome.ShouldBe(
            FuelSaleOutcome.LockedByOther
        );
        return (locked.Sale!, payer);
    }

    private static string Sold(object id) => $"TRANSACTION 1 {id} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";

    private AuthoriseRequest Request(long credit = 10_000, params string[] products) =>
        new(AuthorisationId.New(Product.Clock), new(Guid.NewGuid()), credit, [.. products]);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PumpCommandInProcessOnSqlite(InProcessOnSqlite product) : PumpCommandTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PumpCommandRemoteOnPostgres(RemoteOnPostgres product) : PumpCommandTests(product);
