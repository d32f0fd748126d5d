using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Live;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// A campaign's owner: staff changes it here, and the public sees it from here, with its shards' committed counts
/// merged into at most ten messages a second, in every state of the campaign (<see cref="TopicPace"/>).
/// </summary>
public sealed class CampaignGrain : Grain, ICampaignGrain, ICampaignControlGrain
{
    private readonly CampaignTable _table;
    private readonly StockShardLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<CampaignGrain> _log;
    private readonly TopicPublisher<CampaignUpdate> _topic;
    private readonly TopicPace _pace;
    private IGrainTimer? _later;
    private bool _hasNews;
    private Campaign? _campaign;
    private long _epoch;

    public CampaignGrain(
        CampaignTable table,
        IOptions<StockShardLimits> limits,
        TimeProvider time,
        ILogger<CampaignGrain> log
    )
    {
        (_table, _limits, _time, _log, _pace) = (table, limits.Value, time, log, new(time));
        _topic = new(
            (from, to) => new(Id, _epoch, from, to, _campaign!.View),
            (node, update) => node.CampaignChangedAsync(update),
            limits.Value.ObserverExpiry,
            time,
            log
        );
    }

    private CampaignId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Adopt(await _table.TakeAsync(Id, cancellationToken));
        _later = this.RegisterGrainTimer(
            PublishLater,
            new()
            {
                DueTime = Timeout.InfiniteTimeSpan,
                Period = Timeout.InfiniteTimeSpan,
                Interleave = true,
            }
        );
    }

    public Task<CampaignUpdate?> AttachAsync(IWebNode node)
    {
        if (_campaign is not { IsPublic: true })
        {
            if (_campaign is null)
                DeactivateOnIdle();
            return Task.FromResult<CampaignUpdate?>(null);
        }
        // The answer tells this node alone what the others hear in their turn.
        _topic.Subscribe(node);
        return Task.FromResult<CampaignUpdate?>(new(Id, _epoch, _topic.Revision, _topic.Revision, _campaign.View));
    }

    public Task ReportStockAsync(ShardStock stock)
    {
        var hadUnits = _campaign?.View.Free > 0;
        if (_campaign is null || !_campaign.Report(stock))
            return Task.CompletedTask;
        _topic.Changed();
        // The last unit gone and the first one back are news at once; everything else waits for its turn.
        _hasNews |= hadUnits != _campaign.View.Free > 0;
        PublishInTurn();
        return Task.CompletedTask;
    }

    public async Task<CampaignControlReply> CreateAsync(CampaignTerms terms, string staff)
    {
        if (_campaign is not null)
            return Reply(CampaignControlOutcome.WrongState);
        if (await _table.CreateAsync(Id, terms, staff, CancellationToken.None) is not { } created)
        {
            DeactivateOnIdle();
            return new(CampaignControlOutcome.UnknownProduct, null);
        }
        Adopt(created);
        return Reply(CampaignControlOutcome.Done);
    }

    public Task<CampaignControlReply> PublishAsync(string staff) =>
        ChangeAsync(
            campaign => campaign.MayPublish,
            campaign => _table.PublishAsync(Id, _epoch, campaign.View.Terms, staff, CancellationToken.None)
        );

    public Task<CampaignControlReply> PauseAsync(string staff) =>
        MoveAsync(campaign => campaign.MayPause, CampaignStatus.Paused, staff, "flash-sale.pause");

    public Task<CampaignControlReply> ResumeAsync(string staff) =>
        MoveAsync(campaign => campaign.MayResume, CampaignStatus.Published, staff, "flash-sale.resume");

    public Task<CampaignControlReply> CloseAsync(string staff) =>
        MoveAsync(campaign => campaign.MayClose, CampaignStatus.Closed, staff, "flash-sale.close");

    public Task<CampaignControlReply> RestockAsync(long delta, string staff) =>
        ChangeAsync(
            campaign => campaign.MayRestock,
            campaign => _table.RestockAsync(Id, _epoch, campaign.Status, delta, staff, CancellationToken.None)
        );

    private Task<CampaignControlReply> MoveAsync(
        Func<Campaign, bool> may,
        CampaignStatus to,
        string staff,
        string action
    ) => ChangeAsync(may, _ => _table.MoveAsync(Id, _epoch, to, staff, action, CancellationToken.None));

    private async Task<CampaignControlReply> ChangeAsync(
        Func<Campaign, bool> may,
        Func<Campaign, Task<OwnedCampaign?>> change
    )
    {
        if (_campaign is null)
        {
            DeactivateOnIdle();
            return new(CampaignControlOutcome.NotFound, null);
        }
        if (!may(_campaign))
            return Reply(CampaignControlOutcome.WrongState);
        await HoldShardsStillAsync(_campaign);
        OwnedCampaign? changed = null;
        try
        {
            changed = await change(_campaign);
        }
        catch (LedgerRefusedException)
        {
            return Reply(CampaignControlOutcome.NotEnoughFree);
        }
        catch
        {
            // The outcome is unknown: the next activation reads what is true.
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            if (changed is null)
                await LetShardsGoOnAsync(_campaign);
        }
        if (changed is null)
        {
            DeactivateOnIdle();
            return new(CampaignControlOutcome.Retry, null);
        }
        Adopt(changed);
        PublishInTurn();
        await TellShardsAsync(changed);
        return Reply(CampaignControlOutcome.Done);
    }

    // Shards that hold still go on from memory under the new terms. One that does not answer in time is stopped by its raised epoch.
    private Task HoldShardsStillAsync(Campaign campaign) =>
        EachShardAsync(ShardsOf(campaign), (grain, _) => grain.HoldStillAsync().WaitAsync(_limits.StillFor / 2, _time));

    private Task LetShardsGoOnAsync(Campaign campaign) =>
        EachShardAsync(ShardsOf(campaign), (grain, _) => grain.GoOnAsync(null));

    // The raised epochs already fence every other owner; this lets the live shards go on now instead of reading the ledger again.
    private Task TellShardsAsync(OwnedCampaign changed) =>
        EachShardAsync(
            changed.Shards.Length,
            (grain, shard) => grain.GoOnAsync(new ShardTerms(changed.View.Status, changed.Shards[shard]))
        );

    private static int ShardsOf(Campaign campaign) => campaign.IsPublic ? campaign.View.Terms.Shards : 0;

    private Task EachShardAsync(int count, Func<IStockShardGrain, int, Task> tell) =>
        Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(async shard =>
                {
                    try
                    {
                        var key = new StockShardKey(Id, shard);
                        await tell(GrainFactory.GetGrain<IStockShardGrain>(key.ToString()), shard);
                    }
                    catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
                    {
                        _log.LogWarning(
                            "Shard {Shard} of sale {Campaign} did not hear of the change; its next commit will: {Reason}",
                            shard,
                            Id,
                            error.Message
                        );
                    }
                })
        );

    private void Adopt(OwnedCampaign? owned)
    {
        if (owned is null)
            return;
        _hasNews |= _campaign is not null && _campaign.View.Free > 0 != owned.View.Free > 0;
        _epoch = owned.Epoch;
        _campaign = new Campaign(owned.View, owned.Shards);
        _topic.Changed();
    }

    private CampaignControlReply Reply(CampaignControlOutcome outcome) => new(outcome, _campaign?.View);

    private Task PublishLater(CancellationToken ct)
    {
        PublishInTurn();
        return Task.CompletedTask;
    }

    private void PublishInTurn()
    {
        if (_campaign is not { IsPublic: true } || _topic.Published == _topic.Revision)
            return;
        if (_pace.Wait(_hasNews) is { Ticks: > 0 } wait)
        {
            _later?.Change(wait, Timeout.InfiniteTimeSpan);
            return;
        }
        _hasNews = false;
        _pace.Sent();
        _topic.Publish();
    }
}
