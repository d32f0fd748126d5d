using System.Text.Json;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>The duties of role ops, over the wire.</summary>
public abstract class OpsApiTests(ProductFixture product) : WireTests(product)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(40);

    private LedgerDatabase Ledger => Product.SiloServices.GetRequiredService<LedgerDatabase>();
    private ApiClient Ops => Product.StaffWith("ops");

    [Theory]
    [InlineData("GET", "/api/ops/dead-letters")]
    [InlineData("POST", "/api/ops/dead-letters/01a20b06-2854-7ac5-b13b-5e8207861500/replay")]
    [InlineData("GET", "/api/ops/alarms")]
    [InlineData("POST", "/api/ops/alarms/01a20b06-2854-7ac5-b13b-5e8207861500/close")]
    [InlineData("GET", "/api/ops/reconciliation")]
    public async Task All_of_it_is_for_role_ops_alone(string method, string path)
    {
        foreach (var client in new[] { Product.NewCustomer(), Product.StaffWith("admin", "marketing") })
            (await client.SendAsync(new(new(method), new Uri(Product.Address, path)))).ShouldBeProblem(
                403,
                "forbidden"
            );
        (await Ops.SendAsync(new(new(method), new Uri(Product.Address, path)))).Status.ShouldBe(
            method == "GET" ? 200 : 404
        );
    }

    [Fact]
    public async Task A_dead_letter_is_listed_with_its_reason_and_delivered_when_it_is_replayed()
    {
        // An order that is not there is told to nobody, and its message is done.
        var id = await DeadAsync("notice");
        var letter = (await Ops.GetAsync("/api/ops/dead-letters"))
            .ShouldBeOk()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(l => l.GetProperty("id").GetGuid() == id);
        (
            letter.GetProperty("kind").GetString(),
            letter.GetProperty("attempts").GetInt32(),
            letter.GetProperty("lastError").GetString()
        ).ShouldBe(("notice", 20, "broken"));

        var staff = Ops;
        (await staff.PostAsync($"/api/ops/dead-letters/{id}/replay")).Status.ShouldBe(202);
        await Eventually.IsTrueAsync(
            Deadline,
            async () => await CountAsync("SELECT count(*) FROM outbox WHERE id = @id", id) == 0
        );
        (await staff.PostAsync($"/api/ops/dead-letters/{id}/replay")).ShouldBeProblem(404, "not-found");
        (
            await CountAsync(
                "SELECT count(*) FROM audit WHERE action = 'outbox.replay' AND detail = @id",
                id.ToString()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task Dead_letters_come_page_by_page_the_latest_first()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
            ids.Insert(0, await DeadAsync("nobody.takes.it", i));
        var first = (await Ops.GetAsync("/api/ops/dead-letters?limit=2")).ShouldBeOk().Json;
        Ids(first).ShouldBe(ids[..2]);
        var next = first.GetProperty("next").GetGuid();
        next.ShouldBe(ids[1]);
        Ids((await Ops.GetAsync($"/api/ops/dead-letters?limit=2&before={next}")).ShouldBeOk().Json)[0].ShouldBe(ids[2]);
    }

    [Fact]
    public async Task An_alarm_is_closed_once_and_says_by_whom()
    {
        var id = Guid.CreateVersion7();
        await Ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO alarms (id, kind, subject, detail, seen, raised_at, last_at) VALUES (@id, 'test', @subject, 'look', 3, @now, @now)
                        """
                    )
                    .With("id", id)
                    .With("subject", id.ToString())
                    .With("now", Product.Clock.GetUtcNow())
                    .ExecuteAsync(),
            Ct
        );
        var open = (await Ops.GetAsync("/api/ops/alarms"))
            .ShouldBeOk()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(a => a.GetProperty("id").GetGuid() == id);
        (open.GetProperty("seen").GetInt32(), open.GetProperty("closedAt").ValueKind).ShouldBe((3, JsonValueKind.Null));

        var closed = (await Ops.PostAsync($"/api/ops/alarms/{id}/close")).ShouldBeOk().Json;
        closed.GetProperty("closedBy").GetString().ShouldNotBeNull().ShouldStartWith("staff-");
        (await Ops.PostAsync($"/api/ops/alarms/{id}/close"))
            .ShouldBeOk()
            .Json.GetProperty("closedBy")
            .GetString()
            .ShouldBe(closed.GetProperty("closedBy").GetString());
        Ids((await Ops.GetAsync("/api/ops/alarms")).Json).ShouldNotContain(id);
        Ids((await Ops.GetAsync("/api/ops/alarms?closed=true")).Json).ShouldContain(id);
        (
            await CountAsync("SELECT count(*) FROM audit WHERE action = 'alarm.close' AND detail = @id", id.ToString())
        ).ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/ops/alarms?limit=0", "validation")]
    [InlineData("/api/ops/alarms?limit=201", "validation")]
    [InlineData("/api/ops/alarms?before=yesterday", "validation")]
    [InlineData("/api/ops/dead-letters?before=1", "validation")]
    [InlineData("/api/ops/dead-letters?limit=many", "bad-request")]
    [InlineData("/api/ops/alarms?closed=perhaps", "bad-request")]
    public async Task A_page_that_cannot_be_is_refused(string path, string slug) =>
        (await Ops.GetAsync(path)).ShouldBeProblem(400, slug);

    [Fact]
    public async Task The_last_look_at_the_books_is_told_with_its_sums_and_on_metrics()
    {
        var sale = await Product.OpenFlashSaleAsync(stock: 7);
        (await Product.NewCustomer().OrderAsync(sale)).ShouldBeAccepted();
        var (report, _) = await Eventually.GetsAsync(
            Deadline,
            async () => (await Ops.GetAsync("/api/ops/reconciliation")).ShouldBeOk().Json.GetProperty("report"),
            report => report.ValueKind == JsonValueKind.Object
        );
        report.GetProperty("revision").GetInt64().ShouldBeGreaterThan(0);
        // Other tests of this product plant theirs: none is about this sale.
        report
            .GetProperty("breaches")
            .EnumerateArray()
            .ShouldNotContain(b => b.GetProperty("subject").GetString()!.Contains($"{sale.Id}"), report.ToString());
        var stock = report.GetProperty("stock");
        stock
            .GetProperty("stock")
            .GetInt64()
            .ShouldBe(
                stock.GetProperty("free").GetInt64()
                    + stock.GetProperty("held").GetInt64()
                    + stock.GetProperty("confirmed").GetInt64()
            );
        await Eventually.IsTrueAsync(
            Deadline,
            async () =>
            {
                var metrics = (await Ops.GetAsync("/metrics")).ShouldBeOk().Text;
                return metrics.Contains("fuelgrains_reconciliation_breaches", StringComparison.Ordinal)
                    && metrics.Contains("part=\"refund-pending\"", StringComparison.Ordinal);
            }
        );
    }

    private static List<Guid> Ids(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];

    // Ids of one millisecond have no order among themselves.
    private async Task<Guid> DeadAsync(string kind, int laterMs = 0)
    {
        var now = Product.Clock.GetUtcNow().AddMilliseconds(laterMs);
        var id = Guid.CreateVersion7(now);
        await Ledger.WriteAsync(
            session =>
                session
                    .Sql(
                        """
                        INSERT INTO outbox (id, kind, subject, body, created_at, next_at, attempts, state, last_error)
                        VALUES (@id, @kind, @subject, '', @now, @now, 20, 1, 'broken')
                        """
                    )
                    .With("id", id)
                    .With("kind", kind)
                    .With("subject", $"paid/{id}")
                    .With("now", now)
                    .ExecuteAsync(),
            Ct
        );
        return id;
    }

    private Task<long> CountAsync(string sql, object id) =>
        Ledger.ReadAsync(session => session.Sql(sql).With("id", id).FirstAsync(r => r.Long(0)), Ct);
}

[Collection(InProcessOnSqlite.Name)]
public sealed class OpsApiInProcessOnSqlite(InProcessOnSqlite product) : OpsApiTests(product);

[Collection(RemoteOnPostgres.Name)]
public sealed class OpsApiRemoteOnPostgres(RemoteOnPostgres product) : OpsApiTests(product);
