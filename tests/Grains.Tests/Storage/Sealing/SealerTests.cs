using System.Security.Cryptography;
using CsCheck;
using FuelGrains.Grains.Storage.Sealing;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Storage.Sealing;

public sealed class SealerTests
{
    private static readonly SecretsOptions Keys = TestSecrets.Options("k1", ("k1", TestSecrets.Key()));
    private readonly Sealer _sealer = TestSecrets.Sealer(Keys);
    private readonly SealedPlace _place = new("customers", "openid_sealed", Guid.NewGuid());

    [Fact]
    public void Whatever_is_sealed_opens_in_its_place_as_it_was() =>
        Gen
            .String.Where(text => !text.Any(char.IsSurrogate))
            .Sample(text => _sealer.Open(_place, _sealer.Seal(_place, text)) == text);

    [Fact]
    public void The_same_value_never_looks_the_same_and_never_shows()
    {
        var envelopes = Enumerable
            .Range(0, 1_000)
            .Select(_ => _sealer.Seal(_place, "oABCDEFGHIJKLMNOPQRSTUVWXYZ0"))
            .ToHashSet();
        envelopes.Count.ShouldBe(1_000);
        envelopes.ShouldAllBe(e =>
            e.StartsWith("v1.k1.", StringComparison.Ordinal) && !e.Contains("ABCDEFGH", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_value_moved_to_another_row_column_or_table_does_not_open()
    {
        var envelope = _sealer.Seal(_place, "openid");
        foreach (
            var elsewhere in new[]
            {
                _place with
                {
                    Row = Guid.NewGuid(),
                },
                _place with
                {
                    Column = "phone_sealed",
                },
                _place with
                {
                    Table = "vouchers",
                },
            }
        )
            Should.Throw<CryptographicException>(() => _sealer.Open(elsewhere, envelope));
    }

    [Fact]
    public void A_value_with_any_one_character_changed_does_not_open()
    {
        var envelope = _sealer.Seal(_place, "openid");
        for (var i = 0; i < envelope.Length; i++)
        {
            // The last character of Base64 carries bits that nobody reads.
            if (i == envelope.Length - 1)
                continue;
            var changed = envelope[..i] + (envelope[i] == 'A' ? 'B' : 'A') + envelope[(i + 1)..];
            Should
                .Throw<Exception>(() => _sealer.Open(_place, changed))
                .ShouldBeAssignableTo<CryptographicException>($"character {i}");
        }
        Should.Throw<CryptographicException>(() => _sealer.Open(_place, ""));
        Should.Throw<CryptographicException>(() => _sealer.Open(_place, "v1.k1."));
    }

    [Fact]
    public void After_a_turn_of_keys_the_old_opens_while_its_key_is_loaded_and_the_new_key_seals()
    {
        var old = _sealer.Seal(_place, "openid");
        var rotated = TestSecrets.Rotated(Keys, "k2");
        var turned = TestSecrets.Sealer(rotated);
        turned.Open(_place, old).ShouldBe("openid");
        turned.Seal(_place, "openid").ShouldStartWith("v1.k2.");
        Should.Throw<CryptographicException>(() =>
            TestSecrets.Sealer(TestSecrets.Without(rotated, "k1")).Open(_place, old)
        );
    }

    [Fact]
    public void An_index_is_equal_for_equal_values_of_one_column_under_one_key_alone()
    {
        var index = _sealer.Index("customers", "openid", "a");
        TestSecrets
            .Sealer(TestSecrets.Rotated(Keys, "k2"))
            .Index("customers", "openid", "a")
            .ShouldBe(index, "turning the sealing key finds everybody again");
        _sealer.Index("customers", "openid", "b").ShouldNotBe(index);
        _sealer.Index("vouchers", "code", "a").ShouldNotBe(index);
        TestSecrets
            .Sealer(TestSecrets.Options("k1", ("k1", Keys.SealKeys["k1"])))
            .Index("customers", "openid", "a")
            .ShouldNotBe(index);
    }
}
