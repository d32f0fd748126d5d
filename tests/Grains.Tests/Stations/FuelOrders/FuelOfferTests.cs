using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.FuelOrders;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.FuelOrders;

/// <summary>The credit that a driver's preset buys at a price.</summary>
public sealed class FuelOfferTests
{
    [Theory]
    [InlineData(FuelPreset.Full, 0, null, 160_000, 200_000)]
    [InlineData(FuelPreset.Full, 0, 50_000, 40_000, 50_000)]
    [InlineData(FuelPreset.Full, 0, 400_000, 320_000, 400_000)]
    [InlineData(FuelPreset.Litres, 50_000, 50_000, 40_000, 50_000)]
    [InlineData(FuelPreset.Litres, 300_000, 400_000, 240_000, 300_000)]
    [InlineData(FuelPreset.Amount, 40_000, 50_000, 40_000, 50_000)]
    public void A_preset_buys_so_much_credit(FuelPreset preset, long much, int? tank, long fen, long ml) =>
        FuelOffer.Credit(Request(preset, much), 8_000, tank).ShouldBe((fen, ml));

    [Theory]
    [InlineData(FuelPreset.Litres, 200_001, null)]
    [InlineData(FuelPreset.Litres, 50_001, 50_000)]
    [InlineData(FuelPreset.Amount, 40_001, 50_000)]
    [InlineData(FuelPreset.Amount, 0, null)]
    public void Nothing_and_more_than_the_tank_holds_buy_no_credit(FuelPreset preset, long much, int? tank) =>
        FuelOffer.Credit(Request(preset, much), 8_000, tank).ShouldBeNull();

    private static FuelRequest Request(FuelPreset preset, long much) =>
        new()
        {
            Pump = new(new(Guid.NewGuid()), 1),
            Customer = new(Guid.NewGuid()),
            KeyHash = Guid.NewGuid(),
            BodyHash = 0,
            Preset = preset,
            AmountFen = much,
            VolumeMl = much,
        };
}
