using System.Collections.Concurrent;
using FuelGrains.GrainInterfaces.Ops.Scheduling;
using FuelGrains.WebFront.Orders;

namespace FuelGrains.WebFront.Live;

/// <summary>The customers who watch their own orders on this node.</summary>
internal sealed class MeTopics(IGrainFactory grains, TimeProvider time, IHostApplicationLifetime host) : IDisposable
{
    private const int MaxConnectionsPerCustomer = 5;
    private const int OrdersInSnapshot = 20;

    // Snapshots come in crowds; the rest waits here, not at the silos, whose other readers have their turn.
    private const int MaxReadings = 16;

    /// <summary>Further tries of a snapshot for which the silo had no turn. All of them take some four seconds.</summary>
    private const int MaxRepetitions = 5;

    private static readonly Backoff Pauses = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1));

    private readonly ConcurrentDictionary<CustomerId, MeTopic> _topics = new();
    private readonly SemaphoreSlim _readings = new(MaxReadings);

    /// <summary>The epoch of this node's own topics: a restarted node starts a later one.</summary>
    public long Epoch { get; } = time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<CustomerId> Customers => _topics.Select(topic => topic.Key);

    /// <summary>
    /// Adds a connection of a customer. The newest connection always gets the topic: when a customer has as many as the limit allows, the
    /// one that was silent for longest gives way.
    /// </summary>
    public MeSubscription Add(CustomerId customer, LiveConnection connection)
    {
        while (true)
        {
            var topic = _topics.GetOrAdd(
                customer,
                static (customer, own) => new(customer, () => own.ReadAsync(customer)),
                this
            );
            var subscription = new MeSubscription(connection, topic, this, time);
            if (!topic.TryAdd(subscription, MaxConnectionsPerCustomer, out var gaveWay))
                continue;
            gaveWay?.GiveWay();
            return subscription;
        }
    }

    public void Remove(MeTopic topic, MeSubscription subscription)
    {
        if (topic.Remove(subscription))
            _topics.TryRemove(KeyValuePair.Create(topic.Customer, topic));
    }

    /// <summary>Tells a customer's connections of a change. Never waits.</summary>
    public void Notify(CustomerId customer, MyOrders what)
    {
        if (_topics.TryGetValue(customer, out var topic))
            foreach (var subscription in topic.Subscriptions)
                subscription.Add(what);
    }

    /// <summary>Tells a customer's connections of a commit. Most customers of a commit are not here, and cost a look-up.</summary>
    public void Notify(CustomerId customer, OrdersUpdate update, OrderChange change)
    {
        if (_topics.ContainsKey(customer))
            Notify(customer, new([OrderJson.Of(update, change)], []));
    }

    /// <summary>Asks a customer's connections to read a snapshot after a delay.</summary>
    public void Resync(CustomerId customer, ResyncMessage message)
    {
        if (_topics.TryGetValue(customer, out var topic))
            foreach (var subscription in topic.Subscriptions)
                subscription.Resync(message);
    }

    public void Dispose() => _readings.Dispose();

    private async Task<ImmutableArray<OrderEntry>> ReadAsync(CustomerId customer)
    {
        await _readings.WaitAsync(host.ApplicationStopping);
        try
        {
            for (var repetition = 0; ; repetition++)
            {
                try
                {
                    return await grains
                        .GetGrain<IOrderDirectoryGrain>(0)
                        .EntriesAsync(customer, null, OrdersInSnapshot);
                }
                catch (BusyException) when (repetition < MaxRepetitions)
                {
                    await Task.Delay(Pauses.After(repetition), time, host.ApplicationStopping);
                }
            }
        }
        finally
        {
            _readings.Release();
        }
    }
}

/// <summary>The topic of a customer on this node.</summary>
internal sealed class MeTopic(CustomerId customer, Func<Task<ImmutableArray<OrderEntry>>> read)
{
    private readonly Lock _lock = new();
    private readonly SharedReading<ImmutableArray<OrderEntry>> _reading = new(read);
    private volatile MeSubscription[] _subscriptions = [];
    private bool _over;

    public CustomerId Customer => customer;

    public IReadOnlyList<MeSubscription> Subscriptions => _subscriptions;

    public Task<ImmutableArray<OrderEntry>> ReadAsync() => _reading.ReadAsync();

    /// <summary>False: the topic's last connection has just left, and the topic with it.</summary>
    public bool TryAdd(MeSubscription subscription, int max, out MeSubscription? gaveWay)
    {
        gaveWay = null;
        lock (_lock)
        {
            if (_over)
                return false;
            var mostSilent =
                _subscriptions.Length < max ? null : _subscriptions.MinBy(known => known.Connection.HeardAt);
            _subscriptions = [.. _subscriptions.Where(known => known != mostSilent), subscription];
            gaveWay = mostSilent;
            return true;
        }
    }

    /// <summary>True: that was the last connection.</summary>
    public bool Remove(MeSubscription subscription)
    {
        lock (_lock)
        {
            _subscriptions = [.. _subscriptions.Where(known => known != subscription)];
            return _over = _subscriptions.Length == 0;
        }
    }
}
