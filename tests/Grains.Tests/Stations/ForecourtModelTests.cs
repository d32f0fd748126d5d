using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations;

/// <summary>The prices that a site reports and that are to be written.</summary>
public sealed class ForecourtModelTests
{
    private static readonly DateTimeOffset Written = new(2026, 10, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly PriceReport Told = new("95", "CNY", 8_000, "95#");
    private readonly ForecourtModel _model = new(StationId.New(TimeProvider.System));

    [Fact]
    public void A_price_that_stands_is_written_again_after_ten_minutes_at_the_soonest()
    {
        _model.SetProducts([new("95", "95#", null, null, "CNY", 8_000, Written)]);
        _model.IsNews(Told, Written + ForecourtModel.PriceKnownFor - TimeSpan.FromSeconds(1)).ShouldBeFalse();
        _model.IsNews(Told, Written + ForecourtModel.PriceKnownFor).ShouldBeTrue();
    }

    [Fact]
    public void A_price_that_is_unknown_or_another_one_is_written_at_once()
    {
        _model.IsNews(Told, Written).ShouldBeTrue();
        _model.SetProducts([new("95", "95#", null, null, null, null, null)]);
        _model.IsNews(Told, Written).ShouldBeTrue("the product is known, and no price of it");
        _model.SetProducts([new("95", "95#", null, null, "CNY", 8_000, Written)]);
        _model.IsNews(Told with { PriceMilli = 8_001 }, Written).ShouldBeTrue();
        _model.IsNews(Told with { Currency = "USD" }, Written).ShouldBeTrue();
        _model.IsNews(Told with { Description = "95 octane" }, Written).ShouldBeTrue();
        _model.IsNews(Told with { Description = "" }, Written).ShouldBeFalse();
    }
}
