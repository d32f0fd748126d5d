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
}

public sealed class PostgresSealedCustomersTests() : SealedCustomersContract(() => LedgerFixture.PostgresAsync());

public sealed class SqliteSealedCustomersTests() : SealedCustomersContract(LedgerFixture.SqliteAsync);
