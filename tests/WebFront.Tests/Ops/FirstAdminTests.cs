using FuelGrains.Tests;
using FuelGrains.WireClients.Hosting;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>The first member of staff, whom a start writes from the configuration.</summary>
public sealed class FirstAdminTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_product_is_ready_when_its_first_member_of_staff_can_log_in()
    {
        await using var database = await TestDatabase.CreatePostgresAsync();
        var settings = ProductSettings.Development(
            ProductSettings.Postgres(database.ConnectionString),
            ProductSettings.SiloPorts()
        );
        // A life of its own makes the tables.
        await using (var before = ProductProcess.Of(ProductProgram.WebFront, settings))
            await before.StartAsync(Ct);

        await using var locker = new NpgsqlConnection(database.ConnectionString);
        await locker.OpenAsync(Ct);
        var transaction = await locker.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("LOCK TABLE staff IN EXCLUSIVE MODE", locker))
            await command.ExecuteNonQueryAsync(Ct);
        settings["FirstAdmin__Name"] = "late";
        settings["FirstAdmin__Password"] = "late-and-long-enough";
        await using var product = ProductProcess.Of(ProductProgram.WebFront, settings);
        product.Start();
        using var http = new HttpLimits(1, TimeSpan.FromSeconds(5)).Client(product.Address);
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(60),
            // All else has started by the second try.
            () => Task.FromResult(product.Output.Split("could not be done at the start").Length > 2),
            () => product.Output
        );
        (await new ApiClient(http, null).GetAsync("/health/ready")).Status.ShouldBe(503);

        await transaction.RollbackAsync(Ct);
        await product.UntilReadyAsync(Ct);
        await StaffClient.LoginAsync(http, new("late", "late-and-long-enough"), TimeProvider.System, Ct);
    }
}
