using FuelGrains.GrainInterfaces.Customers;
using FuelGrains.GrainInterfaces.Live;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Live;

public sealed class BuyerFilterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(65_536)]
    public void Whoever_was_added_may_be_in_it_always_and_of_the_others_fewer_than_two_in_a_hundred(int buyers)
    {
        var filter = new ulong[BuyerFilter.WordsFor(buyers)];
        var inside = Enumerable.Range(0, buyers).Select(_ => Somebody()).ToList();
        foreach (var hash in inside)
            BuyerFilter.Add(filter, hash);

        inside.ShouldAllBe(hash => BuyerFilter.MayContain(filter, hash));
        Enumerable.Range(0, 20_000).Count(_ => BuyerFilter.MayContain(filter, Somebody())).ShouldBeLessThan(400);
    }

    [Fact]
    public void Nobody_is_lost_when_there_are_more_buyers_than_it_was_made_for()
    {
        var filter = new ulong[BuyerFilter.WordsFor(1)];
        var inside = Enumerable.Range(0, 10_000).Select(_ => Somebody()).ToList();
        foreach (var hash in inside)
            BuyerFilter.Add(filter, hash);
        inside.ShouldAllBe(hash => BuyerFilter.MayContain(filter, hash));
    }

    [Fact]
    public void An_empty_filter_holds_nobody() =>
        BuyerFilter.MayContain(new ulong[BuyerFilter.WordsFor(0)], Somebody()).ShouldBeFalse();

    [Theory]
    [InlineData(-1, 64)]
    [InlineData(0, 64)]
    [InlineData(256, 64)]
    [InlineData(257, 128)]
    [InlineData(5_000, 2_048)]
    [InlineData(262_144, BuyerFilter.MaxWords)]
    [InlineData(262_145, BuyerFilter.MaxWords)]
    [InlineData(long.MaxValue, BuyerFilter.MaxWords)]
    public void It_has_sixteen_bits_a_buyer_in_a_power_of_two_within_its_limits(long buyers, int words) =>
        BuyerFilter.WordsFor(buyers).ShouldBe(words);

    [Fact]
    public void A_customer_s_hash_is_the_same_in_every_process() =>
        BuyerFilter
            .Hash(new CustomerId(Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057")))
            .ShouldBe(15_050_599_084_756_095_729UL);

    private static ulong Somebody() => BuyerFilter.Hash(new CustomerId(Guid.NewGuid()));
}
