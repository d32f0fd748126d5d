using System.Text;

namespace FuelGrains.Load.Tests.Benchmarks.Viewers;

/// <summary>Tests what viewers find in the bytes of a message.</summary>
public sealed class SaleMessageTests
{
    private const string Update =
        """{"type":1,"target":"update","arguments":[{"topic":"sale/1","data":{"status":"paused","stock":2000,"free":1993,"held":7}}]}""";

    [Fact]
    public void Counts_and_status_are_found()
    {
        var message = Encoding.UTF8.GetBytes(Update);
        SaleMessage.Held(message).ShouldBe(7);
        SaleMessage.Stock(message).ShouldBe(2000);
        SaleMessage.IsPaused(message).ShouldBeTrue();
        SaleMessage.IsPublished(message).ShouldBeFalse();
        SaleMessage.IsResync(message).ShouldBeFalse();
    }

    [Fact]
    public void A_resync_says_which_snapshot_to_take_and_when()
    {
        var message = """{"type":1,"target":"resync","arguments":[{"topic":"sale/1","delayMs":740}]}"""u8;
        SaleMessage.Topic(message).ShouldBe("sale/1");
        SaleMessage.Delay(message).ShouldBe(TimeSpan.FromMilliseconds(740));
        SaleMessage.Delay("{}"u8).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void A_message_without_counts_has_none()
    {
        var message = """{"type":1,"target":"resync","arguments":[{"topic":"me"}]}"""u8;
        SaleMessage.Held(message).ShouldBeNull();
        SaleMessage.Topic("{}"u8).ShouldBeNull();
        SaleMessage.IsResync(message).ShouldBeTrue();
    }
}
