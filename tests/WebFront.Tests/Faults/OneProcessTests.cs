namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The product as one process that dies, or is told to go, in the middle of a burst, and comes back on the same data.</summary>
public abstract class OneProcessTests(KillableProduct product) : IAsyncLifetime
{
    private const int Limit = 2; // Twice what a customer asks for: a doubled order would not hide behind the limit.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(45);

    private readonly Shop _shop = new(product.Address);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState is { Result: TestResult.Failed })
            TestContext.Current.TestOutputHelper?.WriteLine(product.Output);
        _shop.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_scraper_reads_how_long_requests_took()
    {
        (await product.With(null).GetAsync("/api/flash-sales")).ShouldBeOk();
        // The exporter repeats its last answer for some 300 ms.
        await Eventually.GetsAsync(
            TimeSpan.FromSeconds(10),
            async () => (await product.With(KillableProduct.MetricsToken).GetAsync("/metrics")).ShouldBeOk().Text,
            text => text.Contains("http_server_request_duration", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Killed_in_a_burst_for_three_times_the_stock_it_has_sold_each_unit_once_and_lost_no_answer()
    {
        var burst = await PrepareAsync(customers: 1_200, stock: 400);
        var running = burst.RunAsync(Cancel);
        await burst.UntilAcknowledgedAsync(150, running);
        await product.KillAsync();
        await running;
        await CheckAsync(burst);
    }

    [Fact]
    public async Task Killed_twice_in_a_burst_for_less_than_the_stock_it_gives_everybody_one_and_still_holds_the_limit()
    {
        var burst = await PrepareAsync(customers: 600, stock: 900);
        var running = burst.RunAsync(Cancel);
        await burst.UntilAcknowledgedAsync(150, running);
        await product.KillAsync();
        await burst.UntilAcknowledgedAsync(350, running);
        await product.KillAsync();
        await running;
        foreach (var request in burst.Requests.Take(20))
            (await _shop.PlaceAsync(request.Buyer, burst.Sale, "one-more-than-allowed", Limit, Cancel)).Slug.ShouldBe(
                "limit-reached"
            );
        await CheckAsync(burst);
    }

    [Fact]
    public async Task Told_to_stop_in_a_burst_it_answers_what_it_took_and_goes_on_where_it_was_after_a_start()
    {
        var burst = await PrepareAsync(customers: 600, stock: 500);
        var running = burst.RunAsync(Cancel);
        await burst.UntilAcknowledgedAsync(150, running);
        var began = TimeProvider.System.GetTimestamp();
        var code = await product.StopAsync();
        var took = TimeProvider.System.GetElapsedTime(began);
        Report($"stopped in {took.TotalSeconds:0.00} s with {code}; until then {burst}");
        code.ShouldBe(0, product.Output);
        took.ShouldBeLessThan(StopWithin);
        await product.StartAsync();
        await running;
        // A request that still lay unread in a connection that the server closed is asked again, and is new to it.
        // A replay would be an order that was taken and written, but not answered.
        burst.Requests.Count(w => w.Replayed).ShouldBe(0, $"everything that was taken was answered; {burst}");
        await CheckAsync(burst);
    }

    private async Task<Burst> PrepareAsync(int customers, int stock)
    {
        var sale = await _shop.PublishFlashSaleAsync(
            await product.Ledger.AddProductAsync(Cancel),
            stock,
            Limit,
            Cancel
        );
        return new(_shop, sale, await _shop.LogInAsync(customers, Cancel));
    }

    private async Task CheckAsync(Burst burst)
    {
        Report(burst.ToString());
        Audit.CheckAnswers(burst);
        await Audit.CheckApiAsync(burst, _shop, Cancel);
        await Audit.CheckLedgerAsync(burst, product.Ledger, Cancel);
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper?.WriteLine(line);
}

[Collection<ProcessFaultsOnSqlite>]
public sealed class OneProcessOnSqliteTests(FuelProductOnSqlite product) : OneProcessTests(product);

[Collection<ProcessFaultsOnPostgres>]
public sealed class OneProcessOnPostgresTests(FuelProductOnPostgres product) : OneProcessTests(product);
