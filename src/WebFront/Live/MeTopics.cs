using System.Collections.Concurrent;

namespace FuelGrains.WebFront.Live;

/// <summary>The customers who watch their own orders on this node, with a revision each.</summary>
internal sealed class MeTopics
{
    private readonly ConcurrentDictionary<CustomerId, Topic> _topics = new();

    /// <summary>Adds a connection of a customer. False: the customer has as many connections as the limit allows.</summary>
    public bool TryAdd(CustomerId customer, int max)
    {
        var added = false;
        _topics.AddOrUpdate(
            customer,
            _ =>
            {
                added = true;
                return new Topic(1, 0);
            },
            (_, topic) =>
            {
                added = topic.Viewers < max;
                return added ? topic with { Viewers = topic.Viewers + 1 } : topic;
            }
        );
        return added;
    }

    public void Remove(CustomerId customer)
    {
        while (_topics.TryGetValue(customer, out var topic))
        {
            var gone =
                topic.Viewers <= 1
                    ? _topics.TryRemove(KeyValuePair.Create(customer, topic))
                    : _topics.TryUpdate(customer, topic with { Viewers = topic.Viewers - 1 }, topic);
            if (gone)
                return;
        }
    }

    public long Revision(CustomerId customer) => _topics.TryGetValue(customer, out var topic) ? topic.Revision : 0;

    /// <summary>Returns the next revision of a customer's topic; null when no connection watches it.</summary>
    public long? Next(CustomerId customer)
    {
        while (_topics.TryGetValue(customer, out var topic))
            if (_topics.TryUpdate(customer, topic with { Revision = topic.Revision + 1 }, topic))
                return topic.Revision + 1;
        return null;
    }

    private sealed record Topic(int Viewers, long Revision);
}
