using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.FuelOrders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations;

/// <summary>What a driver's wish comes to at a price.</summary>
public sealed class FuelOfferTests
{
    [Theory]
    [InlineData(FuelWish.Full, 0, null, 160_000, 200_000)]
    [InlineData(FuelWish.Full, 0, 50_000, 40_000, 50_000)]
    [InlineData(FuelWish.Full, 0, 400_000, 320_000, 400_000)]
    [InlineData(FuelWish.Litres, 50_000, 50_000, 40_000, 50_000)]
    [InlineData(FuelWish.Litres, 300_000, 400_000, 240_000, 300_000)]
    [InlineData(FuelWish.Amount, 40_000, 50_000, 40_000, 50_000)]
    public void A_wish_comes_to_so_much_credit(FuelWish wish, long much, int? tank, long fen, long ml) =>
        FuelOffer.Credit(Request(wish, much), 8_000, tank).ShouldBe((fen, ml));

    [Theory]
    [InlineData(FuelWish.Litres, 200_001, null)]
    [InlineData(FuelWish.Litres, 50_001, 50_000)]
    [InlineData(FuelWish.Amount, 40_001, 50_000)]
    [InlineData(FuelWish.Amount, 0, null)]
    public void Nothing_and_more_than_the_tank_holds_are_no_wish(FuelWish wish, long much, int? tank) =>
        FuelOffer.Credit(Request(wish, much), 8_000, tank).ShouldBeNull();

    private static FuelRequest Request(FuelWish wish, long much) =>
        new()
        {
            Pump = new(new(Guid.NewGuid()), 1),
            Customer = new(Guid.NewGuid()),
            KeyHash = Guid.NewGuid(),
            BodyHash = 0,
            Wish = wish,
            AmountFen = much,
            VolumeMl = much,
        };
}
