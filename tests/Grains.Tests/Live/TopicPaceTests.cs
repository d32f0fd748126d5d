using FuelGrains.GrainInterfaces.Live;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Live;

public sealed class TopicPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly TopicPace _pace;

    public TopicPaceTests() => _pace = new(_time);

    [Fact]
    public void The_first_message_leaves_at_once_and_the_next_one_waits_for_its_turn()
    {
        _pace.Wait(atOnce: false).ShouldBe(TimeSpan.Zero);
        _pace.Sent();
        _pace.Wait(atOnce: false).ShouldBe(TopicPace.Interval);
        _time.Advance(TopicPace.Interval);
        _pace.Wait(atOnce: false).ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void News_comes_ahead_of_its_turn_once_and_then_waits_too()
    {
        _pace.Sent();
        _pace.Wait(atOnce: true).ShouldBe(TimeSpan.Zero);
        _pace.Sent();
        _pace.Wait(atOnce: true).ShouldBe(TopicPace.Interval);
        _pace.Wait(atOnce: false).ShouldBe(2 * TopicPace.Interval);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    [InlineData(125)]
    [InlineData(331)]
    public void However_news_comes_no_second_has_more_than_ten_messages(int everyMs)
    {
        var random = new Random(everyMs);
        var sent = new List<DateTimeOffset>();
        for (var now = 0; now < 20_000; now += everyMs)
        {
            if (_pace.Wait(atOnce: random.Next(3) == 0) == TimeSpan.Zero)
            {
                _pace.Sent();
                sent.Add(_time.GetUtcNow());
            }
            _time.Advance(TimeSpan.FromMilliseconds(everyMs));
        }
        for (var i = 10; i < sent.Count; i++)
            (sent[i] - sent[i - 10]).ShouldBeGreaterThan(TimeSpan.FromSeconds(1));
        sent.Count.ShouldBeGreaterThan(20_000 / Math.Max(everyMs, 250));
    }
}
