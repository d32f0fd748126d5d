using FuelGrains.Grains.Campaigns.Stock;
using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Utilities;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// One flash sale: staff work it through here, and the public sees it from here, with its shards' committed counts
/// merged into at most ten messages a second.
/// </summary>
public sealed class CampaignGrain(CampaignTable ledger, IOptions<StockShardLimits> limits, ILogger<CampaignGrain> log)
    : Grain,
        ICampaignGrain,
        ICampaignControlGrain
{
    private readonly ObserverManager<IWebNode> _nodes = new(limits.Value.ObserverExpiry, log);
    private Campaign? _campaign;
    private long _epoch;
    private long _revision;
    private long _pushed;

    private CampaignId Id => new(this.GetPrimaryKey());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Adopt(await ledger.TakeAsync(Id, cancellationToken));
        this.RegisterGrainTimer(
            PushChanges,
            new()
            {
                DueTime = limits.Value.Tick,
                Period = limits.Value.Tick,
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
        _nodes.Subscribe(node, node);
        var snapshot = new CampaignUpdate(Id, _epoch, _pushed, _revision, _campaign.View);
        // What one node is told all are told, joined to what they know: whichever arrives first, nobody sees a gap that is none.
        if (_revision > _pushed)
            Push();
        return Task.FromResult<CampaignUpdate?>(snapshot);
    }

    public Task ReportStockAsync(ShardStock stock)
    {
        if (_campaign is null || !_campaign.Report(stock))
            return Task.CompletedTask;
        _revision++;
        if (_campaign.View.Free == 0)
            Push();
        return Task.CompletedTask;
    }

    public async Task<CampaignControlReply> CreateAsync(CampaignTerms terms, string staff)
    {
        if (_campaign is not null)
            return Reply(CampaignControlOutcome.WrongState);
        if (await ledger.CreateAsync(Id, terms, staff, CancellationToken.None) is not { } created)
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
            campaign => ledger.PublishAsync(Id, _epoch, campaign.View.Terms, staff, CancellationToken.None)
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
            campaign => ledger.RestockAsync(Id, _epoch, campaign.Status, delta, staff, CancellationToken.None)
        );

    private Task<CampaignControlReply> MoveAsync(
        Func<Campaign, bool> may,
        CampaignStatus to,
        string staff,
        string action
    ) => ChangeAsync(may, _ => ledger.MoveAsync(Id, _epoch, to, staff, action, CancellationToken.None));

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
        OwnedCampaign? changed;
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
        if (changed is null)
        {
            DeactivateOnIdle();
            return new(CampaignControlOutcome.Retry, null);
        }
        Adopt(changed);
        Push();
        await ReloadShardsAsync(changed);
        return Reply(CampaignControlOutcome.Done);
    }

    // The fence already holds; this only makes the shards notice now instead of at their next commit.
    private Task ReloadShardsAsync(OwnedCampaign campaign) =>
        Task.WhenAll(
            campaign.Shards.Select(async shard =>
            {
                try
                {
                    var grain = GrainFactory.GetGrain<IStockShardGrain>(new StockShardKey(Id, shard.Shard).ToString());
                    await grain.ReloadAsync();
                    await grain.ExpireOverdueAsync();
                }
                catch (Exception error) when (error is TimeoutException or Orleans.Runtime.OrleansException)
                {
                    log.LogWarning(
                        "Shard {Shard} of sale {Campaign} did not hear of the change; its next commit will: {Reason}",
                        shard.Shard,
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
        _epoch = owned.Epoch;
        _campaign = new Campaign(owned.View, owned.Shards);
        _revision++;
    }

    private CampaignControlReply Reply(CampaignControlOutcome outcome) => new(outcome, _campaign?.View);

    private Task PushChanges(CancellationToken ct)
    {
        if (_revision > _pushed)
            Push();
        return Task.CompletedTask;
    }

    private void Push()
    {
        if (_campaign is not { IsPublic: true })
            return;
        var update = new CampaignUpdate(Id, _epoch, _pushed, _revision, _campaign.View);
        _pushed = _revision;
        _nodes.Notify(node => node.CampaignChangedAsync(update)).Ignore();
    }
}
