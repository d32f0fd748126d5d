using FuelGrains.WebFront.Live;

namespace FuelGrains.WebFront.Stations;

/// <summary>A station as this node knows it: the latest revision, and the time of the last update.</summary>
internal sealed class CachedStation : CachedTopic<StationUpdate>
{
    // An attached station sends an update every four seconds at least; an older board is read again.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly SharedReading<bool> _reading;
    private long _heardAt = DateTimeOffset.MinValue.UtcTicks;

    public CachedStation(StationUpdate first, Func<CachedStation, Task> attach, TimeProvider time)
        : base(first, time) =>
        _reading = new(async () =>
        {
            await attach(this);
            return true;
        });

    public StationId Id => Latest.Station;

    public StationUpdate Latest => LatestOrNull!;

    /// <summary>The time of the last update on this node, which bounds the age of the board.</summary>
    public DateTimeOffset HeardAt => new(Volatile.Read(ref _heardAt), TimeSpan.Zero);

    /// <summary>
    /// The board, read again when there was no update lately. When the read fails, <see cref="HeardAt"/> tells the board's age.
    /// </summary>
    public async Task<StationUpdate> FreshAsync()
    {
        Touch();
        if (Time.GetUtcNow() - HeardAt > Fresh)
            await _reading.ReadAsync();
        return Latest;
    }

    public override (long Epoch, long Revision) VersionOf(StationUpdate update) => (update.Epoch, update.To);

    protected override LiveUpdate MessageOf(StationUpdate update, DateTimeOffset now) => LiveTopic.Update(update, now);

    protected override void OnConfirmed() => Volatile.Write(ref _heardAt, Time.GetUtcNow().UtcTicks);
}
