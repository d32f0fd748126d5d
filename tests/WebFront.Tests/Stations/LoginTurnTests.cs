using Npgsql;

namespace FuelGrains.WebFront.Tests.Stations;

/// <summary>When many sites log in at once, the last ones wait: for the server, which must not hold that against them.</summary>
[Collection(RemoteOnPostgres.Name)]
public sealed class LoginTurnTests(RemoteOnPostgres product)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_site_that_waits_for_its_answer_is_not_late_and_one_that_says_nothing_is()
    {
        var station = await TestStation.CreateAsync(product);
        await using var front = product.StartFront(new() { ["OpenFsc:LoginWithin"] = "00:00:01" });
        await using var connection = new NpgsqlConnection(product.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var held = await connection.BeginTransactionAsync(Ct);
        await using var locking = new NpgsqlCommand(
            "LOCK TABLE site_credentials IN ACCESS EXCLUSIVE MODE",
            connection,
            held
        );
        await locking.ExecuteNonQueryAsync(Ct);

        await using var waiting = await RawSite.DialAsync(front.Address);
        await waiting.GreetAsync();
        await waiting.SayAsync($"C1 PLAINAUTH {station.Id} {station.Secret}");
        // The second came later: when its time is over, the first one's is, too.
        await using var silent = await RawSite.DialAsync(front.Address);
        (await silent.ReadToEndAsync()).ShouldBe("* QUIT no login in time");
        await held.RollbackAsync(Ct);

        (await waiting.HearAsync(line => line.StartsWith("C1 ", StringComparison.Ordinal))).ShouldBe("C1 OK");
        await waiting.IntroduceAsync(["PRICE 95 LTR CNY 8.000 95#"], ["PUMP 1 free"]);
        await station.PumpBecomesAsync(1, PumpState.Free);
    }
}
