using CsCheck;
using FuelGrains.GrainInterfaces.Orders;
using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.Grains.Orders.Vouchers;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Orders.Vouchers;

public sealed class VoucherCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_new_code_has_twenty_characters_of_an_unambiguous_alphabet_and_can_be_read()
    {
        var codes = Enumerable.Range(0, 20_000).Select(_ => VoucherCode.New()).ToHashSet();
        codes.Count.ShouldBe(20_000);
        codes.ShouldAllBe(c => c.Length == 20 && c.All(x => Alphabet.Contains(x, StringComparison.Ordinal)));
        foreach (var code in codes)
        {
            VoucherCode.TryRead(code, out var read).ShouldBeTrue();
            read.ShouldBe(code);
        }
        // 19 places of 32 characters, each about equally often: 95 random bits.
        for (var place = 0; place < 19; place++)
            codes.GroupBy(c => c[place]).Select(g => g.Count()).ShouldAllBe(n => n > 450 && n < 800);
    }

    [Fact]
    public void A_code_is_read_in_small_letters_with_dashes_and_with_look_alike_letters()
    {
        for (var i = 0; i < 1_000; i++)
        {
            var code = VoucherCode.New();
            var typed = string.Join('-', code.Chunk(4).Select(g => new string(g)))
                .ToLowerInvariant()
                .Replace('0', 'o')
                .Replace('1', 'l');
            VoucherCode.TryRead($" {typed} ", out var read).ShouldBeTrue();
            read.ShouldBe(code);
        }
    }

    [Fact]
    public void Any_one_wrong_character_and_any_two_swapped_ones_are_a_typo()
    {
        for (var n = 0; n < 20; n++)
        {
            var code = VoucherCode.New();
            for (var i = 0; i < 20; i++)
                foreach (var other in Alphabet.Where(c => c != code[i]))
                    VoucherCode.TryRead(code[..i] + other + code[(i + 1)..], out _).ShouldBeFalse();
            for (var i = 0; i < 20; i++)
            for (var j = i + 1; j < 20; j++)
            {
                if (code[i] == code[j])
                    continue;
                var swapped = code.ToCharArray();
                (swapped[i], swapped[j]) = (swapped[j], swapped[i]);
                VoucherCode.TryRead(new(swapped), out _).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Any_text_that_is_no_code_is_refused() =>
        Gen.String.Sample(text => VoucherCode.TryRead(text, out var code) == (code is not null));

    [Theory]
    [InlineData("")]
    [InlineData("0000-0000-0000-0000-000")]
    [InlineData("00000000000000000000000000000000000000000000000000")]
    [InlineData("0000-0000-0000-0000-000u")]
    [InlineData("００００-0000-0000-0000-0000")]
    public void Too_short_too_long_or_of_other_characters_is_no_code(string text) =>
        VoucherCode.TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void The_id_of_an_orders_unit_is_always_the_same_and_sorts_with_its_order()
    {
        var (early, late) = (
            new OrderId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(56))),
            new OrderId(Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddYears(57)))
        );
        VoucherId.Of(early, 0).ShouldBe(VoucherId.Of(early, 0));
        Enumerable
            .Range(0, 1_000)
            .SelectMany(unit => new[] { VoucherId.Of(early, unit), VoucherId.Of(late, unit) })
            .ShouldBeUnique();
        VoucherId.Of(early, 1).Value.Version.ShouldBe(7);
        VoucherId.Of(early, 7).Value.CompareTo(VoucherId.Of(late, 0).Value).ShouldBeNegative();
    }
}
