namespace FuelGrains.Load.Tests.Benchmarks.Orders;

/// <summary>Tests that a subject which acknowledges more than it keeps is named.</summary>
public sealed class PlacedOrdersTests
{
    [Theory]
    [InlineData(10, "")]
    [InlineData(12, "")]
    [InlineData(9, "peer acknowledged 10 orders and has 9")]
    [InlineData(0, "peer acknowledged 10 orders and has 0")]
    public async Task What_was_acknowledged_must_be_kept(long kept, string missing)
    {
        var placed = new PlacedOrders();
        placed.Count("peer", () => Task.FromResult(kept));
        (await placed.MissingAsync([Sample(6), Sample(4)])).ShouldBe(missing);
    }

    private static Sample Sample(long accepted)
    {
        var subject = new Subject("peer", new("http://127.0.0.1/orders"), "POST", 201, "", null!);
        var statuses = new Dictionary<string, long> { ["201"] = accepted, ["409"] = 3 };
        return new(subject, new(accepted + 3, 1, 0, 0, 0, 0, 0, statuses), TimeSpan.Zero, null);
    }
}
