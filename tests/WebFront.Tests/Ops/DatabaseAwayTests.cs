using Npgsql;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>The database goes away and comes back. The product is separate, because no other test could use it meanwhile.</summary>
public sealed class DatabaseAwayTests : IAsyncLifetime
{
    private readonly RemoteOnPostgres _product = new();

    public ValueTask InitializeAsync() => _product.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        // A silo that stops writes to the database, so the database must be there.
        await LetInAsync(true);
        await _product.DisposeAsync();
    }

    [Fact]
    public async Task Without_its_database_the_product_says_unknown_never_500_and_goes_on_when_it_is_back()
    {
        var sale = await _product.OpenFlashSaleAsync();
        var (alice, bob) = (_product.NewCustomer(), _product.NewCustomer());
        var first = (await alice.OrderAsync(sale)).ShouldBeAccepted();
        (await _product.Anonymous.GetAsync("/health/ready")).ShouldBeOk();

        await LetInAsync(false);
        var order = await bob.OrderAsync(sale, key: "key");
        order.Status.ShouldBe(503, order.Text);
        order.ShouldBeProblem(503, "unavailable").RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await alice.GetAsync(first.Location!))
            .ShouldBeProblem(503, "unavailable")
            .RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
        (await _product.Anonymous.GetAsync("/health/ready")).Status.ShouldBe(503);
        (await _product.Silo.GetAsync("/health/ready")).Status.ShouldBe(503);
        (await _product.Anonymous.GetAsync("/health/live")).Status.ShouldBe(200);

        await LetInAsync(true);
        var (again, _) = await Eventually.GetsAsync(
            TimeSpan.FromSeconds(20),
            () => bob.OrderAsync(sale, key: "key"),
            answer => answer.Status == 201
        );
        (await bob.OrderAsync(sale, key: "key")).ShouldBeAccepted().Text.ShouldBe(again.Text);
        (await alice.GetAsync(first.Location!)).ShouldBeOk();
        await Eventually.IsTrueAsync(
            TimeSpan.FromSeconds(10),
            async () => (await _product.Anonymous.GetAsync("/health/ready")).Status == 200
        );
        (await sale.LedgerAsync()).GetProperty("held").GetInt64().ShouldBe(2);
    }

    private async Task LetInAsync(bool yes)
    {
        var own = new NpgsqlConnectionStringBuilder(_product.ConnectionString);
        var database = own.Database;
        var server = new NpgsqlConnectionStringBuilder(_product.ConnectionString)
        {
            Database = "postgres",
            Pooling = false,
        };
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            ALTER DATABASE {database} ALLOW_CONNECTIONS {yes};
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE NOT {yes} AND datname = '{database}'
            """;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
