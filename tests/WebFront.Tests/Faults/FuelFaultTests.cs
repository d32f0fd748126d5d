namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>kill -9 of the product in each phase of paying for fuel: afterwards the meter's amount is settled once, or released once.</summary>
// It measures no time, so it may run beside others: most of it is waiting.
public abstract class FuelFaultTests(FuelProduct product)
{
    protected static readonly object Hundred = new { amountFen = 10_000, grade = "95" };

    [Fact]
    public async Task Killed_while_the_driver_pays_before_fuelling()
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("locked");
        await stand.PlaceAsync(Hundred);
        await stand.KillAsync(stand.PayAsync);
        await stand.DialAsync("locked");
        await FuelledAsync(stand, unlock: true);
        await stand.KeptAsync(10_000, 8_000);
    }

    [Fact]
    public async Task Killed_while_the_pump_is_being_unlocked()
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("locked");
        await stand.PlaceAsync(Hundred);
        await stand.PayAsync();
        await stand.Site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        await stand.KillAsync();
        // The site did it, and its answer is lost. Nobody unlocks a second time; the sale says that it was.
        await stand.DialAsync("in-use");
        await FuelledAsync(stand, unlock: false);
        await stand.KeptAsync(10_000, 8_000);
    }

    private static async Task FuelledAsync(FuelStand stand, bool unlock)
    {
        if (unlock)
            await stand.Site.AnswerAsync("UNLOCKPUMP");
        await stand.Site.SayAsync("* " + Sold(stand.Order));
        // Whatever else it is asked, it is not unlocked twice: the next command is the end of it.
        var command = await stand.Site.HearAsync(line =>
            line.Contains("UNLOCKPUMP", StringComparison.Ordinal) || line.Contains(" CLEAR ", StringComparison.Ordinal)
        );
        command.ShouldContain($" CLEAR 1 {stand.Order} ");
        await stand.Site.SayAsync($"{command.Split(' ')[0]} OK");
    }

    protected static string Sold(object transaction) =>
        $"TRANSACTION 1 {transaction} open 95 CNY 80.00 70.80 13.0 9.20 LTR 10.00 8.000";
}

/// <summary>The phases that differ in what the site says and not in what the store does are tried on one store.</summary>
public sealed class FuelFaultsOnSqliteTests(FuelProductOnSqlite product)
    : FuelFaultTests(product),
        IClassFixture<FuelProductOnSqlite>
{
    [Fact]
    public async Task Killed_while_the_pump_is_being_unlocked_and_the_site_ends_it_without_fuel()
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("locked");
        await stand.PlaceAsync(Hundred);
        await stand.PayAsync();
        await stand.Site.HearAsync(line => line.Contains("UNLOCKPUMP", StringComparison.Ordinal));
        await stand.KillAsync();
        await stand.DialAsync("locked");
        (await stand.PhaseIsAsync("authorising")).GetProperty("refunds").GetArrayLength().ShouldBe(0);
        await stand.Site.SayAsync($"C7 LOCKEDPUMP 1 {stand.Order} timeout");
        await stand.Site.HearAsync(line => line == "C7 OK");
        await stand.KeptAsync(10_000, 0);
    }

    [Fact]
    public async Task Killed_while_the_driver_fuels_and_the_sale_is_told_to_the_next_life()
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("locked");
        await stand.PlaceAsync(Hundred);
        await stand.PayAsync();
        await stand.Site.AnswerAsync("UNLOCKPUMP");
        await stand.PhaseIsAsync("fuelling");
        await stand.KillAsync();
        await stand.DialAsync("locked", [Sold(stand.Order)]);
        await stand.Site.AnswerAsync("CLEAR");
        await stand.KeptAsync(10_000, 8_000);
    }

    [Theory]
    [InlineData("OK", 8_000)]
    [InlineData("ERR 410 gone", 8_000)]
    [InlineData("ERR 403 paid inside", 0)]
    public async Task Killed_while_a_sale_paid_after_fuelling_is_being_cleared(string second, long kept)
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("ready-to-pay", [Sold("t-1")]);
        await stand.PlaceAsync(new { saleId = await stand.OpenFlashSaleAsync() });
        await stand.PayAsync();
        var first = await stand.Site.HearAsync(line => line.Contains(" CLEAR ", StringComparison.Ordinal));
        await stand.KillAsync();
        await stand.DialAsync("ready-to-pay", second == "OK" ? [Sold("t-1")] : []);
        var again = await stand.Site.AnswerAsync("CLEAR", conclusion: second);
        // The same sale under the same id.
        again[again.IndexOf("CLEAR", StringComparison.Ordinal)..]
            .ShouldBe(first[first.IndexOf("CLEAR", StringComparison.Ordinal)..]);
        await stand.KeptAsync(8_000, kept);
    }

    [Fact]
    public async Task Killed_while_the_driver_pays_after_fuelling()
    {
        await using var stand = await FuelStand.StartAsync(product);
        await stand.DialAsync("ready-to-pay", [Sold("t-1")]);
        await stand.PlaceAsync(new { saleId = await stand.OpenFlashSaleAsync() });
        await stand.KillAsync(stand.PayAsync);
        await stand.DialAsync("ready-to-pay", [Sold("t-1")]);
        await stand.Site.AnswerAsync("CLEAR");
        await stand.KeptAsync(8_000, 8_000);
    }
}

public sealed class FuelFaultsOnPostgresTests(FuelProductOnPostgres product)
    : FuelFaultTests(product),
        IClassFixture<FuelProductOnPostgres>;
