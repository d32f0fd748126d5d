namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>The site's answers to CLEAR and TRANSACTIONS decide about a sale, from the pump's grain to a raw socket and back.</summary>
public abstract class PumpClearTests(ProductFixture product) : PumpCommandTests(product)
{
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
}

[Collection(InProcessOnSqlite.Name)]
public sealed class PumpClearInProcessOnSqlite(InProcessOnSqlite product) : PumpClearTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class PumpClearRemoteOnPostgres(RemoteOnPostgres product) : PumpClearTests(product);
