using FuelGrains.WebFront.Tests.Hosting.Processes;

namespace FuelGrains.WebFront.Tests.Live;

/// <summary>A front that is stopped, as an upgrade does with one after the other.</summary>
public sealed class GoodbyeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_front_that_stops_tells_each_client_how_long_to_stay_away_before_it_closes_the_connection()
    {
        var data = Directory.CreateTempSubdirectory("fuelgrains-goodbye-");
        try
        {
            var settings = ProductSettings.Development(ProductSettings.Sqlite(data.FullName));
            await using var front = ProductProcess.Of(ProductProgram.WebFront, settings);
            await front.StartAsync(Cancel);
            await using var one = await LiveClient.ConnectAsync(front.Address);
            await using var other = await LiveClient.ConnectAsync(front.Address);

            var stopping = front.StopAsync(Cancel);

            foreach (var client in new[] { one, other })
            {
                (await client.NextAsync()).GetProperty("delayMs").GetInt32().ShouldBeInRange(0, 20_000);
                await client.Closed;
            }
            (await stopping).ShouldBe(0);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
