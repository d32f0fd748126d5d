using FuelGrains.GrainInterfaces.Stations;
using FuelGrains.Grains.Stations.Sites;
using Shouldly;
using Xunit;

namespace FuelGrains.Grains.Tests.Stations.Sites;

/// <summary>The election of a site's active connection, and the meaning of a renewal.</summary>
public sealed class SiteConnectionsTests
{
    private const long Epoch = 7;
    private readonly SiteConnections _connections = new(TimeProvider.System);

    [Fact]
    public void The_highest_priority_is_active_and_the_demoted_connection_waits()
    {
        var (low, high) = (Request(priority: 2), Request(priority: 1));
        var (lowNode, highNode) = (new Node(), new Node());
        _connections.Elect(low).ShouldBe(SiteMode.Active);
        _connections.Promote(low, lowNode, Epoch);
        _connections.Elect(high).ShouldBe(SiteMode.Active);
        _connections.Promote(high, highNode, Epoch + 1);
        lowNode.Modes.ShouldBe([SiteMode.Passive]);
        highNode.Modes.ShouldBeEmpty();
        _connections.Elect(Request(priority: 3)).ShouldBe(SiteMode.Passive);
        _connections.Elect(Request(priority: 2)).ShouldBe(SiteMode.PriorityTaken);
        _connections.Remove(high.Connection);
        _connections.Successor().ShouldNotBeNull().Request.Connection.ShouldBe(low.Connection);
    }

    [Fact]
    public void A_client_without_session_modes_replaces_all_others()
    {
        var known = Request(priority: 1);
        var node = new Node();
        _connections.Promote(known, node, Epoch);
        var newest = Request(priority: null) with { KnowsModes = false };
        _connections.Elect(newest).ShouldBe(SiteMode.Active);
        _connections.Promote(newest, new Node(), Epoch + 1);
        node.Modes.ShouldBe([SiteMode.Closed]);
        _connections.Renew(known, Epoch + 1).ShouldBe(SiteRenewal.StaysPassive);
        _connections.Renew(known with { Epoch = Epoch }, Epoch + 1).ShouldBe(SiteRenewal.Closed);
    }

    [Fact]
    public void A_renewal_under_the_present_epoch_resumes_a_connection_that_a_fresh_activation_does_not_know()
    {
        var request = Request(priority: 1) with { Epoch = Epoch };
        _connections.Renew(request, Epoch).ShouldBe(SiteRenewal.Resumes);
        _connections.Activate(request, new Node(), Epoch);
        _connections.Renew(request, Epoch).ShouldBe(SiteRenewal.StaysActive);
        _connections.Renew(request with { Epoch = 0 }, Epoch).ShouldBe(SiteRenewal.WasPromoted);
        _connections.Renew(request, Epoch + 1).ShouldBe(SiteRenewal.Closed);
    }

    [Fact]
    public void A_passive_connection_stays_passive_until_none_is_active()
    {
        var (active, waiting) = (Request(priority: 1), Request(priority: 2));
        _connections.Promote(active, new Node(), Epoch);
        _connections.AddPassive(waiting, new Node());
        _connections.Renew(waiting, Epoch).ShouldBe(SiteRenewal.StaysPassive);
        _connections.Successor().ShouldBeNull();
        _connections.Retired(["other"]).Count.ShouldBe(2);
        _connections.Retired([active.SecretHash]).ShouldBeEmpty();
    }

    private static ConnectRequest Request(int? priority) =>
        new()
        {
            Connection = Guid.NewGuid(),
            SecretHash = "hash",
            Priority = priority,
            KnowsModes = true,
            ConnectedAt = DateTimeOffset.UnixEpoch,
            HeardAt = DateTimeOffset.UnixEpoch,
        };

    private sealed class Node : ISiteConnection
    {
        public List<SiteMode> Modes { get; } = [];

        public Task CommandAsync(long epoch, SiteCommand command) => Task.CompletedTask;

        public Task ModeAsync(ConnectReply mode)
        {
            Modes.Add(mode.Mode);
            return Task.CompletedTask;
        }
    }
}
