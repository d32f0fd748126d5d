using FuelGrains.Grains.Live;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// Tells the web nodes of a station's board: at once when a pump, a price or a sale changed, meters merged into at most
/// ten messages a second, and every few seconds in any case, so that a screen knows how fresh it is.
/// </summary>
internal sealed class BoardFeed
{
    public static readonly TimeSpan Merge = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(4);

    private readonly TopicPublisher<StationUpdate> _topic;

    public BoardFeed(StationId id, ForecourtModel model, TimeProvider time, ILogger log)
    {
        _topic = new(
            (from, to) => new(id, Epoch, from, to, model.Board),
            (node, update) => node.StationChangedAsync(update),
            Expiry,
            time,
            log
        );
        _topic.StartAt(1);
    }

    public long Epoch { get; set; }

    /// <summary>Starts the timer that calls <see cref="Push"/> after so long.</summary>
    public Action<TimeSpan> PushAfter { get; set; } = _ => { };

    public StationUpdate Attach(IWebNode node) => _topic.Attach(node);

    public void Changed(bool atOnce)
    {
        _topic.Changed();
        if (!_topic.HasNodes)
            return;
        var since = _topic.SinceSent;
        if (atOnce || since >= Merge)
            Push();
        else
            PushAfter(Merge - since);
    }

    public void Tick()
    {
        if (_topic.HasNodes && _topic.SinceSent >= AtLeastEvery)
            Changed(atOnce: true);
    }

    public void Push() => _topic.Publish();
}
