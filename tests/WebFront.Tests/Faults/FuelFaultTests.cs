namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>
/// kill -9 of the product in each phase of paying for fuel: afterwards the meter's amount is settled once, or released once.
/// </summary>
// These tests measure no time and mostly wait: they run beside others.
public abstract class FuelFaultTests(FuelProduct product)
{
    protected static readonly object Hundred = new { amountFen = 10_000, grade = "95" };

    [Fact]
    public async Task Killed_while_the_driver_pays_before_fuelling()
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("locked");
        await harness.PlaceAsync(Hundred);
        await harness.KillAsync(harness.PayAsync);
        await harness.DialAsync("locked");
        await FuelledAsync(harness, unlock: true);
        await harness.KeptAsync(10_000, 8_000);
    }

    [Fact]
    public async Task Killed_while_the_pump_is_being_unlocked()
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("locked");
        await harness.PlaceAsync(Hundred);
        await harness.PayAsync();
        await harness.Site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        await harness.KillAsync();
        // The site did it, and its answer is lost. Nobody unlocks a second time; the sale says that it was.
        await harness.DialAsync("in-use");
        await FuelledAsync(harness, unlock: false);
        await harness.KeptAsync(10_000, 8_000);
    }

    private static async Task FuelledAsync(FuelHarness harness, bool unlock)
    {
        if (unlock)
            await harness.Site.AnswerAsync("UNLOCKPUMP");
        await harness.Site.SayAsync("* " + Sold(harness.Order));
        // Whatever else it is asked, it is not unlocked twice: the next command is the end of it.
        var command = await harness.Site.HearAsync(line =>
            line.Contains("UNLOCKPUMP", StringComparison.Ordinal) || line.Contains(" CLEAR ", StringComparison.Ordinal)
        );
        command.ShouldContain($" CLEAR 1 {harness.Order} ");
        await harness.Site.SayAsync($"{command.Split(' ')[0]} OK");
    }

    protected static string Sold(object transaction) =>
        $"TRANSACTION 1 {transaction} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";
}

/// <summary>The phases that differ in what the site says and not in what the store does are tried on one store.</summary>
[Collection<ProcessFaultsOnSqlite>]
public sealed class FuelFaultsOnSqliteTests(FuelProductOnSqlite product) : FuelFaultTests(product)
{
    [Fact]
    public async Task Killed_while_the_pump_is_being_unlocked_and_the_site_ends_it_without_fuel()
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("locked");
        await harness.PlaceAsync(Hundred);
        await harness.PayAsync();
        await harness.Site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        await harness.KillAsync();
        await harness.DialAsync("locked");
        (await harness.PhaseIsAsync("authorising")).Refunds.ShouldBeEmpty();
        await harness.Site.SayAsync($"C7 LOCKEDPUMP 1 {harness.Order} timeout");
        await harness.Site.HearAsync(line => line == "C7 OK");
        await harness.KeptAsync(10_000, 0);
    }

    [Fact]
    public async Task Killed_while_the_driver_fuels_and_the_sale_is_told_to_the_next_life()
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("locked");
        await harness.PlaceAsync(Hundred);
        await harness.PayAsync();
        await harness.Site.AnswerAsync("UNLOCKPUMP");
        await harness.PhaseIsAsync("fuelling");
        await harness.KillAsync();
        await harness.DialAsync("locked", [Sold(harness.Order)]);
        await harness.Site.AnswerAsync("CLEAR");
        await harness.KeptAsync(10_000, 8_000);
    }

    [Theory]
    [InlineData("OK", 8_000)]
    [InlineData("ERR 410 gone", 8_000)]
    [InlineData("ERR 403 paid inside", 0)]
    public async Task Killed_while_a_sale_paid_after_fuelling_is_being_cleared(string second, long kept)
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("ready-to-pay", [Sold("t-1")]);
        await harness.PlaceAsync(new { saleId = await harness.OpenFlashSaleAsync() });
        await harness.PayAsync();
        var first = await harness.Site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
        await harness.KillAsync();
        await harness.DialAsync("ready-to-pay", second == "OK" ? [Sold("t-1")] : []);
        var again = await harness.Site.AnswerAsync("CLEAR", conclusion: second);
        // The same sale under the same id.
        again[again.IndexOf("CLEAR", StringComparison.Ordinal)..]
            .ShouldBe(first[first.IndexOf("CLEAR", StringComparison.Ordinal)..]);
        await harness.KeptAsync(8_000, kept);
    }

    [Fact]
    public async Task Killed_while_the_driver_pays_after_fuelling()
    {
        await using var harness = await FuelHarness.StartAsync(product);
        await harness.DialAsync("ready-to-pay", [Sold("t-1")]);
        await harness.PlaceAsync(new { saleId = await harness.OpenFlashSaleAsync() });
        await harness.KillAsync(harness.PayAsync);
        await harness.DialAsync("ready-to-pay", [Sold("t-1")]);
        await harness.Site.AnswerAsync("CLEAR");
        await harness.KeptAsync(8_000, 8_000);
    }
}

[Collection<ProcessFaultsOnPostgres>]
public sealed class FuelFaultsOnPostgresTests(FuelProductOnPostgres product) : FuelFaultTests(product);
