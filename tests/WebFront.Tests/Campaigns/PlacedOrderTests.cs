using System.Text;
using System.Text.Json;
using FuelGrains.WebFront.Campaigns;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Tests.Campaigns;

/// <summary>The answer to an order is written by hand, and says what the API's description says.</summary>
public sealed class PlacedOrderTests
{
    [Theory]
    [InlineData(OrderStatus.PendingPayment, "2026-11-29T02:00:00.000+00:00", 19_900)]
    [InlineData(OrderStatus.Fulfilled, "2026-11-29T02:00:00.120+00:00", long.MaxValue)]
    [InlineData(OrderStatus.Cancelled, "2026-11-29T10:00:00.001+08:00", 0)]
    public void It_is_written_as_a_serializer_writes_it(OrderStatus status, string payBy, long amountFen)
    {
        var order = new PlacedOrder(Guid.NewGuid(), status, DateTimeOffset.Parse(payBy, null), amountFen);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
            order.Write(json);
        Encoding.UTF8.GetString(bytes.ToArray()).ShouldBe(JsonSerializer.Serialize(order, JsonRules.Options));
    }
}
