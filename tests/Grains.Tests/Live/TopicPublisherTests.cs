using FuelGrains.GrainInterfaces.Live;
using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Live;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Live;

public sealed class TopicPublisherTests
{
    private readonly List<(IWebNode Node, long From, long To)> _sent = [];
    private readonly TopicPublisher<(long From, long To)> _topic;

    public TopicPublisherTests() =>
        _topic = new(
            (from, to) => (from, to),
            (node, update) =>
            {
                _sent.Add((node, update.From, update.To));
                return Task.CompletedTask;
            },
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            NullLogger.Instance
        );

    [Fact]
    public void The_first_node_begins_at_the_present_revision_and_is_sent_nothing()
    {
        _topic.Changed();
        _topic.Changed();
        _topic.Attach(new Node()).ShouldBe((2, 2));
        _sent.ShouldBeEmpty();
    }

    [Fact]
    public void Changes_merge_into_one_update_that_leads_on_from_the_last_one()
    {
        var node = new Node();
        _topic.Attach(node);
        _topic.Changed();
        _topic.Changed();
        _topic.Publish();
        _topic.Publish();
        _topic.Changed();
        _topic.Publish();
        _sent.ShouldBe([(node, 0, 2), (node, 2, 3)]);
    }

    [Fact]
    public void A_node_that_attaches_between_two_updates_leaves_no_gap_for_any_other()
    {
        var (first, second) = (new Node(), new Node());
        _topic.Attach(first);
        _topic.Changed();
        _topic.Attach(second).ShouldBe((0, 1));
        _sent.ShouldBe([(first, 0, 1), (second, 0, 1)], ignoreOrder: true);
    }

    [Fact]
    public void A_renewal_is_sent_although_nothing_changed()
    {
        var node = new Node();
        _topic.StartAt(7);
        _topic.Attach(node);
        _topic.Send();
        _sent.ShouldBe([(node, 7, 7)]);
        _topic.ChangedTo(9);
        _topic.Publish();
        _sent[^1].ShouldBe((node, 7, 9));
        _topic.Published.ShouldBe(9);
    }

    private sealed class Node : IWebNode
    {
        public Task CampaignChangedAsync(CampaignUpdate update) => Task.CompletedTask;

        public Task GateChangedAsync(GateUpdate update) => Task.CompletedTask;

        public Task OrdersChangedAsync(OrdersUpdate update) => Task.CompletedTask;

        public Task CustomerNewsAsync(CustomerNews news) => Task.CompletedTask;

        public Task StationChangedAsync(StationUpdate update) => Task.CompletedTask;

        public Task TeamChangedAsync(TeamUpdate update) => Task.CompletedTask;
    }
}
