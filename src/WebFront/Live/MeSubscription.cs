using FuelGrains.WebFront.Orders;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace FuelGrains.WebFront.Live;

/// <summary>
/// Watches a customer's own orders. Changes that wait for the socket merge, the newest of each order; when they become too many, the client
/// is asked to read a snapshot instead. A subscription counts its own revisions.
/// </summary>
internal sealed class MeSubscription(LiveConnection connection, MeTopic topic, MeTopics topics, TimeProvider time)
    : Subscription(connection)
{
    // A snapshot has twenty orders: beyond that it says more than the changes.
    private const int MaxWaiting = 20;
    private static readonly SerializedHubMessage Ended = new(
        new InvocationMessage("ended", [new LiveEnded(LiveTopic.Me)])
    );

    private readonly Lock _lock = new();
    private readonly TopicPace _pace = new(time);
    private MyOrders? _waiting;
    private SerializedHubMessage? _first;
    private long _revision;
    private bool _later;

    /// <summary>The revision that a snapshot has at least when it is read from now on.</summary>
    public long Revision
    {
        get
        {
            lock (_lock)
                return _revision;
        }
    }

    public Task<ImmutableArray<OrderEntry>> ReadAsync() => topic.ReadAsync();

    public void Add(MyOrders what)
    {
        lock (_lock)
        {
            _waiting = _waiting is { } waiting ? Merge(waiting, what) : what;
            if (_waiting.Orders.Length + _waiting.News.Length > MaxWaiting)
                (_waiting, _first) = (null, ResyncMessage.Now.Serialized);
        }
        Connection.Offer(this);
    }

    public void Resync(ResyncMessage message)
    {
        lock (_lock)
            _first = message.Serialized;
        Connection.Offer(this);
    }

    /// <summary>Ends the subscription in favour of a newer connection of the customer, and says so.</summary>
    public void GiveWay()
    {
        lock (_lock)
            (_waiting, _first) = (null, Ended);
        Connection.Forget(LiveTopic.Me, this);
        Connection.Offer(this);
    }

    public override SerializedHubMessage? Take()
    {
        lock (_lock)
        {
            if (_first is { } first)
            {
                _first = null;
                return first;
            }
            if (_waiting is not { } waiting || IsTooSoon())
                return null;
            _pace.Sent();
            _waiting = null;
            _revision++;
            var update = new LiveUpdate(
                LiveTopic.Me,
                topics.Epoch,
                _revision - 1,
                _revision,
                time.GetUtcNow(),
                waiting
            );
            return new(new InvocationMessage("update", [update]));
        }
    }

    public override void End() => topics.Remove(topic, this);

    private bool IsTooSoon()
    {
        if (_pace.Wait(atOnce: true) is not { Ticks: > 0 } wait)
            return false;
        if (!_later)
            _ = OfferAfterAsync(wait + TimeSpan.FromMilliseconds(1));
        return _later = true;
    }

    private async Task OfferAfterAsync(TimeSpan wait)
    {
        await Task.Delay(wait, time, CancellationToken.None);
        lock (_lock)
            _later = false;
        Connection.Offer(this);
    }

    private static MyOrders Merge(MyOrders waiting, MyOrders what) =>
        new(
            [.. waiting.Orders.Where(order => !what.Orders.Any(newer => newer.Id == order.Id)), .. what.Orders],
            [.. waiting.News.Union(what.News)]
        );
}
