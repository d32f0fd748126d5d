using System.Net;
using FuelGrains.Tests;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage;

public sealed class MembershipTests : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await LedgerTemplates.CopyPostgresAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Two_silos_find_each_other_through_the_table_and_say_goodbye_in_it()
    {
        using var first = ClusteredSilo.Build(_database.ConnectionString);
        using var second = ClusteredSilo.Build(_database.ConnectionString);
        await first.StartAsync(Ct);
        await second.StartAsync(Ct);

        await ClusteredSilo.SeesActiveAsync(first, 2, Ct);
        await ClusteredSilo.SeesActiveAsync(second, 2, Ct);
        (await StatusesAsync()).ShouldBe([SiloStatus.Active, SiloStatus.Active]);

        await second.StopAsync(Ct);
        (await StatusesAsync()).ShouldBe([SiloStatus.Active, SiloStatus.Dead]);
        await first.StopAsync(Ct);
    }

    [Fact]
    public async Task Of_eight_silos_joining_at_one_version_exactly_one_gets_in()
    {
        var table = await TableAsync();
        var next = (await table.ReadAllAsync(Ct)).Version.Next();

        var joined = await Task.WhenAll(
            Enumerable.Range(1, 8).Select(port => table.InsertRowAsync(Silo(port), next, Ct))
        );

        joined.Count(j => j).ShouldBe(1);
        var now = await table.ReadAllAsync(Ct);
        now.Members.Count.ShouldBe(1);
        now.Version.Version.ShouldBe(next.Version);
    }

    [Fact]
    public async Task A_silo_that_is_in_already_moves_nothing_by_joining_again()
    {
        var table = await TableAsync();
        await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync(Ct)).Version.Next(), Ct);
        var before = (await table.ReadAllAsync(Ct)).Version;

        (await table.InsertRowAsync(Silo(1), before.Next(), Ct)).ShouldBeFalse();

        (await table.ReadAllAsync(Ct)).Version.Version.ShouldBe(before.Version);
    }

    [Fact]
    public async Task A_change_of_an_unknown_silo_or_an_old_version_moves_nothing()
    {
        var table = await TableAsync();
        await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync(Ct)).Version.Next(), Ct);
        var old = await table.ReadAllAsync(Ct);
        await table.InsertRowAsync(Silo(2), old.Version.Next(), Ct);
        var before = await table.ReadAllAsync(Ct);
        var dead = Silo(1);
        dead.Status = SiloStatus.Dead;

        (await table.UpdateRowAsync(dead, old.Members[0].Item2, old.Version.Next(), Ct)).ShouldBeFalse();
        (await table.UpdateRowAsync(Silo(3), before.Members[0].Item2, before.Version.Next(), Ct)).ShouldBeFalse();

        var after = await table.ReadAllAsync(Ct);
        after.Version.Version.ShouldBe(before.Version.Version);
        after.Members.ShouldAllBe(m => m.Item1.Status == SiloStatus.Active);
    }

    [Fact]
    public async Task A_change_waits_for_a_heartbeat_under_way_and_then_counts()
    {
        var table = await TableAsync();
        await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync(Ct)).Version.Next(), Ct);
        var before = await table.ReadAllAsync(Ct);
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var heartbeat = await connection.BeginTransactionAsync(Ct);
        await ExecuteAsync(connection, "UPDATE OrleansMembershipTable SET IAmAliveTime = now()");
        var dead = Silo(1);
        dead.Status = SiloStatus.Dead;
        dead.SuspectTimes = [Tuple.Create(Silo(2).SiloAddress, DateTime.UnixEpoch)];

        var change = table.UpdateRowAsync(dead, before.Members.Single().Item2, before.Version.Next(), Ct);
        await WaitsForALockAsync(change);
        await heartbeat.CommitAsync(Ct);

        (await change).ShouldBeTrue();
        var after = await table.ReadRowAsync(dead.SiloAddress, Ct);
        after.Version.Version.ShouldBe(before.Version.Version + 1);
        after.Members.Single().Item1.Status.ShouldBe(SiloStatus.Dead);
        after.Members.Single().Item1.SuspectTimes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Clean_up_takes_the_long_dead_and_leaves_the_active()
    {
        var table = await TableAsync();
        await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync(Ct)).Version.Next(), Ct);
        var dead = Silo(2);
        dead.Status = SiloStatus.Dead;
        await table.InsertRowAsync(dead, (await table.ReadAllAsync(Ct)).Version.Next(), Ct);

        await table.CleanupDefunctSiloEntriesAsync(TimeProvider.System.GetUtcNow().AddDays(1), Ct);

        (await table.ReadAllAsync(Ct)).Members.Single().Item1.SiloAddress.ShouldBe(Silo(1).SiloAddress);
    }

    private static MembershipEntry Silo(int port) =>
        new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, port, 1),
            SiloName = $"silo-{port}",
            HostName = "test",
            Status = SiloStatus.Active,
            ProxyPort = port,
            StartTime = DateTime.UnixEpoch,
            IAmAliveTime = DateTime.UnixEpoch,
        };

    // The real provider, from a silo that never starts.
    private async Task<IMembershipTable> TableAsync()
    {
        var table = ClusteredSilo.Build(_database.ConnectionString).Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true, Ct);
        return table;
    }

    private async Task<SiloStatus[]> StatusesAsync()
    {
        var table = await TableAsync();
        return
        [
            .. (await table.ReadAllAsync(Ct))
                .Members.Select(m => m.Item1)
                .OrderBy(m => m.StartTime)
                .Select(m => m.Status),
        ];
    }

    private async Task WaitsForALockAsync(Task waiter)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync(Ct);
        const string Waiting =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (await ExecuteAsync(connection, Waiting) is 0L)
            waiter.IsCompleted.ShouldBeFalse("it did not wait");
    }

    private static async Task<object?> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
