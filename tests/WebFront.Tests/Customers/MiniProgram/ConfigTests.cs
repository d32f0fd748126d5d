namespace FuelGrains.WebFront.Tests.Customers.MiniProgram;

/// <summary>A mini-program asks at its start for the time, its flags and its templates.</summary>
public abstract class ConfigTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task A_stranger_reads_the_servers_time_and_the_templates_that_a_customer_is_asked_for()
    {
        var before = Product.Clock.GetUtcNow();
        var config = (await Product.Anonymous.GetAsync("/api/config")).ShouldBeOk();
        config.Header("Cache-Control").ShouldBe("no-store");
        config
            .Json.GetProperty("serverTime")
            .GetDateTimeOffset()
            .ShouldBeInRange(before.AddSeconds(-1), Product.Clock.GetUtcNow().AddSeconds(1));
        config.Json.GetProperty("minimumVersion").GetString().ShouldBeNull();
        config.Json.GetProperty("flags").EnumerateObject().ShouldBeEmpty();
        var asked = (await Product.NewCustomer().GetAsync("/api/me/consents")).ShouldBeOk();
        config
            .Json.GetProperty("templates")
            .EnumerateArray()
            .Select(template => template.GetProperty("templateId").GetString())
            .ShouldBe(
                asked
                    .Json.GetProperty("consents")
                    .EnumerateArray()
                    .Select(consent => consent.GetProperty("templateId").GetString())
            );
    }

    [Theory]
    [InlineData("sticker", "sticker")]
    [InlineData("share", "share")]
    [InlineData("13800138000", "other")]
    public async Task Where_a_visitor_came_from_is_counted_by_kind(string from, string counted)
    {
        var before = await VisitsAsync(counted);
        (await Product.Anonymous.GetAsync($"/api/config?from={from}")).ShouldBeOk();
        (await Product.Anonymous.GetAsync("/api/config")).ShouldBeOk();
        // The exporter keeps its text for some hundred milliseconds, and the meter counts the clients of all products in this process.
        await Eventually.GetsAsync(TimeSpan.FromSeconds(5), () => VisitsAsync(counted), visits => visits > before);
    }

    private async Task<long> VisitsAsync(string from)
    {
        var metrics = await Product.With(ProductFixture.MetricsToken).GetAsync("/metrics");
        return metrics
            .ShouldBeOk()
            .Text.Split('\n')
            .Where(line => line.StartsWith("fuelgrains_client_visits", StringComparison.Ordinal))
            .Where(line => line.Contains($"from=\"{from}\"", StringComparison.Ordinal))
            .Sum(line =>
                long.Parse(line.Split('}')[^1].Trim().Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)
            );
    }
}

[Collection(InProcessOnSqlite.Name)]
public sealed class ConfigInProcessOnSqlite(InProcessOnSqlite product) : ConfigTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class ConfigRemoteOnPostgres(RemoteOnPostgres product) : ConfigTests(product);
