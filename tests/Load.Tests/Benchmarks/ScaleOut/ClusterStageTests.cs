using System.Text;

namespace FuelGrains.Load.Tests.Benchmarks.ScaleOut;

/// <summary>Tests that the order is found in a reply as the product writes it.</summary>
public sealed class ClusterStageTests
{
    [Fact]
    public void An_acknowledged_order_is_found_by_its_id_and_a_refusal_names_none()
    {
        var order = Guid.NewGuid();
        Order($$"""HTTP/1.1 201 Created\r\n\r\n{"orderId":"{{order}}","status":"pendingPayment"}""").ShouldBe(order);
        Order("""HTTP/1.1 409 Conflict\r\n\r\n{"title":"Sold out"}""").ShouldBeNull();
    }

    private static Guid? Order(string reply) => ClusterStage.OrderIn(Encoding.ASCII.GetBytes(reply));
}
