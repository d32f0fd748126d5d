using System.Security.Cryptography;
using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.Grains.Customers;
using FuelGrains.Grains.Storage.Sealing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage.Sealing;

/// <summary>Openids at rest, whichever database keeps them.</summary>
public abstract class SealedCustomersContract(Func<Task<LedgerFixture>> make) : LedgerContract(make)
{
    private readonly SecretsOptions _keys = TestSecrets.Options("k1", ("k1", TestSecrets.Key()));

    private CustomerIdentities Identities(SecretsOptions? keys = null) =>
        new(Fixture.Database, TestSecrets.Sealer(keys ?? _keys), TimeProvider.System);

    [Fact]
    public async Task An_openid_comes_back_for_its_customer_and_no_row_shows_it()
    {
        var openId = $"o{Guid.NewGuid():N}";
        var customer = await Identities().EnterAsync(openId, Ct);
        (await Identities().EnterAsync(openId, Ct)).ShouldBe(customer);
        (await Identities().OpenIdAsync(customer, Ct)).ShouldBe(openId);
        (await Identities().OpenIdAsync(new(Guid.NewGuid()), Ct)).ShouldBeNull();
        (await SealedAsync(customer)).ShouldNotContain(openId);
    }

    [Fact]
    public async Task Openids_swapped_between_two_rows_do_not_open()
    {
        var (a, b) = (await Identities().EnterAsync("a", Ct), await Identities().EnterAsync("b", Ct));
        var (ofA, ofB) = (await SealedAsync(a), await SealedAsync(b));
        foreach (var (id, value) in new[] { (a, ofB), (b, ofA) })
            await Fixture.Database.WriteAsync(
                s =>
                    s.Sql("UPDATE customers SET openid_sealed = @value WHERE id = @id")
                        .With("value", value)
                        .With("id", id.Value)
                        .ExecuteAsync(),
                Ct
            );
        await Should.ThrowAsync<CryptographicException>(() => Identities().OpenIdAsync(a, Ct));
        await Should.ThrowAsync<CryptographicException>(() => Identities().OpenIdAsync(b, Ct));
    }

    [Fact]
    public async Task Customers_of_before_are_sealed_once_by_three_silos_that_start_together()
    {
        var before = Enumerable
            .Range(0, 1_203)
            .Select(i => (Id: new CustomerId(Guid.CreateVersion7()), OpenId: $"plain-{i}"))
            .ToArray();
        await Fixture.Database.WriteAsync(
            async s =>
            {
                foreach (var (id, openId) in before)
                    await s.Sql("INSERT INTO plain_customers (id, openid, created_at) VALUES (@id, @openid, @now)")
                        .With("id", id.Value)
                        .With("openid", openId)
                        .With("now", LedgerFixture.Start)
                        .ExecuteAsync();
                return true;
            },
            Ct
        );

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Identities().SealPlainAsync(Ct)));

        (await CountAsync("plain_customers"), await CountAsync("customers")).ShouldBe((0, 1_203));
        foreach (var (id, openId) in before.Where((_, i) => i % 100 == 0))
        {
            (await Identities().EnterAsync(openId, Ct)).ShouldBe(id);
            (await Identities().OpenIdAsync(id, Ct)).ShouldBe(openId);
        }
        (await Identities().SealPlainAsync(Ct)).ShouldBe(0);
        await NothingOfPlainIsOnDiskAsync("plain-1202");
    }

    [Fact]
    public async Task Turning_the_keys_seals_every_value_again_and_the_old_key_may_go()
    {
        var customers = new List<CustomerId>();
        for (var i = 0; i < 450; i++)
            customers.Add(await Identities().EnterAsync($"openid-{i}", Ct));
        var rotated = TestSecrets.Rotated(_keys, "k2");

        var both = await Task.WhenAll(Rotation(rotated).RunAsync(Ct), Rotation(rotated).RunAsync(Ct));

        both.Sum(b => b.Done).ShouldBe(450, "two silos at it together do the work once");
        both.ShouldAllBe(b => b.Broken == 0);
        var newOnly = Identities(TestSecrets.Without(rotated, "k1"));
        (await newOnly.OpenIdAsync(customers[449], Ct)).ShouldBe("openid-449");
        (await newOnly.EnterAsync("openid-0", Ct)).ShouldBe(customers[0]);
        (await Rotation(rotated).RunAsync(Ct)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_value_whose_key_is_gone_is_counted_and_left_as_it_is()
    {
        var customer = await Identities().EnterAsync("openid", Ct);
        var before = await SealedAsync(customer);
        var foreign = TestSecrets.Options("k9", ("k8", TestSecrets.Key()), ("k9", TestSecrets.Key()));
        (await Rotation(foreign).RunAsync(Ct)).ShouldBe((0, 1));
        (await SealedAsync(customer)).ShouldBe(before);
    }

    protected abstract Task NothingOfPlainIsOnDiskAsync(string plain);

    private SealRotation Rotation(SecretsOptions keys) =>
        new(Fixture.Database, TestSecrets.Sealer(keys), TimeProvider.System, NullLogger<SealRotation>.Instance);

    private async Task<string> SealedAsync(CustomerId customer) =>
        (
            await Fixture.Database.ReadAsync(
                s =>
                    s.Sql("SELECT openid_sealed FROM customers WHERE id = @id")
                        .With("id", customer.Value)
                        .FirstAsync(r => r.Text(0)),
                Ct
            )
        )!;

    private Task<long> CountAsync(string table) =>
        Fixture.Database.ReadAsync(s => s.Sql($"SELECT count(*) FROM {table}").FirstAsync(r => r.Long(0)), Ct);
}

public sealed class PostgresSealedCustomersTests() : SealedCustomersContract(() => LedgerFixture.PostgresAsync())
{
    // TRUNCATE gives the table a new file, so its size shows that no row is left, not even a dead one.
    protected override async Task NothingOfPlainIsOnDiskAsync(string plain) =>
        (
            await Fixture.Database.ReadAsync(
                s => s.Sql("SELECT pg_relation_size('plain_customers')").FirstAsync(r => r.Long(0)),
                Ct
            )
        ).ShouldBe(0);
}

public sealed class SqliteSealedCustomersTests() : SealedCustomersContract(LedgerFixture.SqliteAsync)
{
    protected override async Task NothingOfPlainIsOnDiskAsync(string plain)
    {
        var file = new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(Fixture.ConnectionString).DataSource;
        foreach (var part in Directory.GetFiles(Path.GetDirectoryName(file)!))
            System
                .Text.Encoding.Latin1.GetString(await SharedBytesAsync(part))
                .ShouldNotContain(plain, Case.Sensitive, part);
    }

    private static async Task<byte[]> SharedBytesAsync(string path)
    {
        await using var file = new FileStream(
            path,
            FileMode.Open,
            FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete
        );
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy, Ct);
        return copy.ToArray();
    }
}
