namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Tests through the wire: each class runs once on each way of running the product.</summary>
public abstract class WireTests(ProductFixture product)
{
    protected ProductFixture Product => product;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;
}
