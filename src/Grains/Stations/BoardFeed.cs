using Microsoft.Extensions.Logging;
using Orleans.Utilities;

namespace FuelGrains.Grains.Stations;

/// <summary>
/// Tells the web nodes of a station's board: at once when a pump, a price or a sale changed, meters merged into at most
/// ten messages a second, and every few seconds in any case, so that a screen knows how fresh it is.
/// </summary>
internal sealed class BoardFeed(StationId id, ForecourtModel model, TimeProvider time, ILogger log)
{
    public static readonly TimeSpan Merge = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(4);

    private readonly ObserverManager<IWebNode> _nodes = new(Expiry, log);
    private long _revision = 1;
    private long _pushed = 1;
    private long _lastPush;

    public long Epoch { get; set; }

    /// <summary>Starts the timer that calls <see cref="Push"/> after so long.</summary>
    public Action<TimeSpan> PushAfter { get; set; } = _ => { };

    public StationUpdate Attach(IWebNode node)
    {
        // Nobody listened: there is nobody to join on to.
        if (_nodes.Count == 0)
            _pushed = _revision;
        _nodes.Subscribe(node, node);
        var snapshot = new StationUpdate(id, Epoch, _pushed, _revision, model.Board);
        // What one node is told all are told, joined to what they know: whichever arrives first, nobody sees a gap that is none.
        if (_revision > _pushed)
            Push();
        return snapshot;
    }

    public void Changed(bool atOnce)
    {
        _revision++;
        if (_nodes.Count == 0)
            return;
        var since = time.GetElapsedTime(_lastPush);
        if (atOnce || since >= Merge)
            Push();
        else
            PushAfter(Merge - since);
    }

    public void Tick()
    {
        if (_nodes.Count > 0 && time.GetElapsedTime(_lastPush) >= AtLeastEvery)
            Changed(atOnce: true);
    }

    public void Push()
    {
        if (_revision == _pushed)
            return;
        _lastPush = time.GetTimestamp();
        var update = new StationUpdate(id, Epoch, _pushed, _revision, model.Board);
        _pushed = _revision;
        _nodes.Notify(node => node.StationChangedAsync(update)).Ignore();
    }
}
