using FuelGrains.GrainInterfaces.Live;

namespace FuelGrains.Grains.Campaigns.Stock.News;

/// <summary>
/// Reports a shard's committed stock to its campaign. The last unit gone, or the first one back, is news at once; the numbers in between
/// wait for their turn or for the tick.
/// </summary>
internal sealed class StockReports(StockShard shard, IGrainFactory grains, TimeProvider time)
{
    private readonly TopicPace _pace = new(time);
    private bool _isDue;
    private bool _toldFree;

    public void Changed()
    {
        _isDue = true;
        if (_pace.Wait(atOnce: shard.Committed.Free > 0 != _toldFree) == TimeSpan.Zero)
            SendIfDue();
    }

    /// <summary>Leaves a report for the next tick.</summary>
    public void ChangeLater() => _isDue = true;

    public void SendIfDue()
    {
        if (!_isDue)
            return;
        _pace.Sent();
        var (c, teams) = (shard.Committed, shard.Teams);
        (_isDue, _toldFree) = (false, c.Free > 0);
        grains
            .GetGrain<ICampaignGrain>(shard.Key.Campaign.Value)
            .ReportStockAsync(
                new(
                    shard.Key.Shard,
                    shard.Epoch,
                    c.Revision,
                    c.Allotted,
                    c.Held,
                    c.Confirmed,
                    teams.Open,
                    teams.Completed
                )
            )
            .Ignore();
    }
}
