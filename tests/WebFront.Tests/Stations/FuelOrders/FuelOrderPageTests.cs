using System.Diagnostics;
using System.Text.Json;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace FuelGrains.WebFront.Tests.Stations.FuelOrders;

/// <summary>A page of fuel orders, for their customer and for the back office: each order with its own sale and payment.</summary>
public abstract class FuelOrderPageTests(ProductFixture product) : WireTests(product)
{
    [Fact]
    public async Task Each_order_of_a_page_has_its_own_station_sale_and_payment()
    {
        var orders = await WriteOrdersAsync(Product.NewCustomer(), 12);
        var customer = Product.With(Product.Tokens.ForCustomer(orders.Customer).Token);
        var page = (await customer.GetAsync("/api/fuel-orders?limit=12")).ShouldBeOk().Json.GetProperty("orders");
        page.EnumerateArray()
            .Select(order =>
                (
                    order.GetProperty("id").GetGuid(),
                    order.GetProperty("station").GetProperty("name").GetString(),
                    order.GetProperty("transaction").GetString(),
                    order.GetProperty("payments").EnumerateArray().Single().GetProperty("amountFen").GetInt64()
                )
            )
            .ShouldBe(
                orders.Ids.Select((id, i) => (id, (string?)"Station", (string?)$"T{i}", 1_000L + i)).Reverse().ToArray()
            );

        var cases = await BackOfficeAsync();
        foreach (var (id, i) in orders.Ids.Select((id, i) => (id, i)))
            cases[id].GetProperty("order").GetProperty("transaction").GetString().ShouldBe($"T{i}");
    }

    protected async Task<Dictionary<Guid, JsonElement>> BackOfficeAsync() =>
        (await Product.Staff.GetAsync("/api/admin/fuel-orders"))
            .ShouldBeOk()
            .Json.GetProperty("orders")
            .EnumerateArray()
            .ToDictionary(order => order.GetProperty("order").GetProperty("id").GetGuid());

    /// <summary>Writes orders that wait for the back office, each with a sale and a kept payment.</summary>
    protected async Task<(CustomerId Customer, Guid[] Ids)> WriteOrdersAsync(ApiClient customer, int count)
    {
        var station = await Product.NewStationAsync();
        var now = Product.Clock.GetUtcNow();
        var ids = Enumerable.Range(0, count).Select(_ => OrderId.New(Product.Clock).Value).Order().ToArray();
        await Product
            .SiloServices.GetRequiredService<LedgerDatabase>()
            .WriteAsync(
                async session =>
                {
                    foreach (var (id, i) in ids.Select((id, i) => (id, i)))
                    {
                        await Bind(session.Sql(Sale), id, i).ExecuteAsync();
                        await Bind(session.Sql(Order), id, i).ExecuteAsync();
                        await Bind(session.Sql(Payment), id, i).ExecuteAsync();
                    }
                    return true;
                },
                Ct
            );
        return (customer.Customer, ids);

        LedgerCommand Bind(LedgerCommand sql, Guid id, int i) =>
            sql.With("id", id)
                .With("station", station.Value)
                .With("customer", customer.Customer.Value)
                .With("transaction", $"T{i}")
                .With("number", $"{id:N}")
                .With("fen", 1_000L + i)
                .With("pump", i + 1)
                .With("now", now);
    }

    private const string Sale = """
        INSERT INTO fuel_sales (id, station_id, pump, site_transaction, site_product, currency, amount_fen, volume_ml,
            volume_decimals, vat_milli, state, review_reason, deferred, clear_tries, version, reported_at, changed_at)
        SELECT @id, @station, @pump, @transaction, '0100', 'CNY', @fen, 10000, 2, 0, 0, 0, 0, 0, 1, @now, @now
        WHERE @customer IS NOT NULL AND @number <> ''
        """;

    private const string Order = """
        INSERT INTO fuel_orders (id, station_id, pump, customer_id, key_hash, body_hash, kind, grade, products, price_milli,
            sale_id, preset, credit_fen, credit_ml, money_fen, shares, status, cause, phase, note, prepared, created_at, pay_by,
            tries, version, review_since)
        SELECT @id, @station, @pump, @customer, @id, 0, 0, '95#', '', 7500, @id, 0, @fen, 10000, @fen, '', 1, 0, 5, 'why', 1, @now,
            @now, 0, 1, @now
        WHERE @transaction <> '' AND @number <> ''
        """;

    private const string Payment = """
        INSERT INTO payments (transaction_id, out_trade_no, order_id, amount_fen, payer_fen, currency, app_id, merchant_id, state,
            source, refund_fen, paid_at, received_at, tries)
        SELECT @number, @number, @id, @fen, @fen, 'CNY', 'app', 'merchant', 2, 0, 0, @now, @now, 0
        WHERE @station IS NOT NULL AND @customer IS NOT NULL AND @transaction <> '' AND @pump > 0
        """;
}

[Collection(InProcessOnSqlite.Name)]
public sealed class FuelOrderPageInProcessOnSqlite(InProcessOnSqlite product) : FuelOrderPageTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class FuelOrderPageRemoteOnPostgres(RemoteOnPostgres product) : FuelOrderPageTests(product)
{
    private readonly string _database = new NpgsqlConnectionStringBuilder(product.ConnectionString).Database!;

    [Fact]
    public async Task A_page_of_fifty_orders_costs_as_many_statements_as_a_page_of_one()
    {
        var orders = await WriteOrdersAsync(Product.NewCustomer(), 50);
        var customer = Product.With(Product.Tokens.ForCustomer(orders.Customer).Token);
        var one = await StatementsAsync(() => customer.GetAsync("/api/fuel-orders?limit=1"));
        var fifty = await StatementsAsync(() => customer.GetAsync("/api/fuel-orders?limit=50"));
        fifty.ShouldBe(one);
        one.ShouldBeInRange(1, 6);
        (await StatementsAsync(() => Product.Staff.GetAsync("/api/admin/fuel-orders"))).ShouldBe(one);
    }

    /// <summary>The fewest statements of some tries: sweeps of the silo run beside it.</summary>
    private async Task<int> StatementsAsync(Func<Task<Reply>> ask)
    {
        var fewest = int.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var count = 0;
            using (var listener = new ActivityListener())
            {
                listener.ShouldListenTo = source => source.Name == "Npgsql";
                listener.Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData;
                listener.ActivityStopped = activity =>
                {
                    if (activity.TagObjects.Any(tag => tag.Value as string == _database))
                        Interlocked.Increment(ref count);
                };
                ActivitySource.AddActivityListener(listener);
                (await ask()).ShouldBeOk();
            }
            fewest = Math.Min(fewest, count);
        }
        return fewest;
    }
}
