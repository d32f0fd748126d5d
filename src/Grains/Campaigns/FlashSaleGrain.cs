using FuelGrains.Grains.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Utilities;

namespace FuelGrains.Grains.Campaigns;

/// <summary>
/// One flash sale: staff work it through here, and the public sees it from here, with its shards' committed counts
/// merged into at most ten messages a second.
/// </summary>
public sealed class FlashSaleGrain(
    FlashSaleLedger ledger,
    IOptions<StockShardLimits> limits,
    ILogger<FlashSaleGrain> log
) : Grain, IFlashSaleGrain, IFlashSaleControlGrain
{
    private readonly ObserverManager<IWebNode> _nodes = new(limits.Value.ObserverExpiry, log);
    private FlashSale? _sale;
    private long _epoch;
    private long _revision;
    private long _pushed;

    private SaleId Id => new(this.GetPrimaryKey());

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

    public Task<SaleUpdate?> AttachAsync(IWebNode node)
    {
        if (_sale is not { IsPublic: true })
        {
            if (_sale is null)
                DeactivateOnIdle();
            return Task.FromResult<SaleUpdate?>(null);
        }
        _nodes.Subscribe(node, node);
        var snapshot = new SaleUpdate(Id, _epoch, _pushed, _revision, _sale.View);
        // What one node is told all are told, joined to what they know: whichever arrives first, nobody sees a gap that is none.
        if (_revision > _pushed)
            Push();
        return Task.FromResult<SaleUpdate?>(snapshot);
    }

    public Task ReportStockAsync(ShardStock stock)
    {
        if (_sale is null || !_sale.Report(stock))
            return Task.CompletedTask;
        _revision++;
        if (_sale.View.Free == 0)
            Push();
        return Task.CompletedTask;
    }

    public async Task<SaleControlReply> CreateAsync(SaleTerms terms, string staff)
    {
        if (_sale is not null)
            return Reply(SaleControlOutcome.WrongState);
        if (await ledger.CreateAsync(Id, terms, staff, CancellationToken.None) is not { } created)
        {
            DeactivateOnIdle();
            return new(SaleControlOutcome.UnknownProduct, null);
        }
        Adopt(created);
        return Reply(SaleControlOutcome.Done);
    }

    public Task<SaleControlReply> PublishAsync(string staff) =>
        ChangeAsync(
            sale => sale.MayPublish,
            sale => ledger.PublishAsync(Id, _epoch, sale.View.Terms, staff, CancellationToken.None)
        );

    public Task<SaleControlReply> PauseAsync(string staff) =>
        MoveAsync(sale => sale.MayPause, SaleStatus.Paused, staff, "flash-sale.pause");

    public Task<SaleControlReply> ResumeAsync(string staff) =>
        MoveAsync(sale => sale.MayResume, SaleStatus.Published, staff, "flash-sale.resume");

    public Task<SaleControlReply> CloseAsync(string staff) =>
        MoveAsync(sale => sale.MayClose, SaleStatus.Closed, staff, "flash-sale.close");

    public Task<SaleControlReply> RestockAsync(long delta, string staff) =>
        ChangeAsync(
            sale => sale.MayRestock,
            sale => ledger.RestockAsync(Id, _epoch, sale.Status, delta, staff, CancellationToken.None)
        );

    private Task<SaleControlReply> MoveAsync(Func<FlashSale, bool> may, SaleStatus to, string staff, string action) =>
        ChangeAsync(may, _ => ledger.MoveAsync(Id, _epoch, to, staff, action, CancellationToken.None));

    private async Task<SaleControlReply> ChangeAsync(
        Func<FlashSale, bool> may,
        Func<FlashSale, Task<OwnedSale?>> change
    )
    {
        if (_sale is null)
        {
            DeactivateOnIdle();
            return new(SaleControlOutcome.NotFound, null);
        }
        if (!may(_sale))
            return Reply(SaleControlOutcome.WrongState);
        OwnedSale? changed;
        try
        {
            changed = await change(_sale);
        }
        catch (LedgerRefusedException)
        {
            return Reply(SaleControlOutcome.NotEnoughFree);
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
            return new(SaleControlOutcome.Retry, null);
        }
        Adopt(changed);
        Push();
        await ReloadShardsAsync(changed);
        return Reply(SaleControlOutcome.Done);
    }

    // The fence already holds; this only makes the shards notice now instead of at their next commit.
    private Task ReloadShardsAsync(OwnedSale sale) =>
        Task.WhenAll(
            sale.Shards.Select(async shard =>
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
                        "Shard {Shard} of sale {Sale} did not hear of the change; its next commit will: {Reason}",
                        shard.Shard,
                        Id,
                        error.Message
                    );
                }
            })
        );

    private void Adopt(OwnedSale? owned)
    {
        if (owned is null)
            return;
        _epoch = owned.Epoch;
        _sale = new FlashSale(owned.View, owned.Shards);
        _revision++;
    }

    private SaleControlReply Reply(SaleControlOutcome outcome) => new(outcome, _sale?.View);

    private Task PushChanges(CancellationToken ct)
    {
        if (_revision > _pushed)
            Push();
        return Task.CompletedTask;
    }

    private void Push()
    {
        if (_sale is not { IsPublic: true })
            return;
        var update = new SaleUpdate(Id, _epoch, _pushed, _revision, _sale.View);
        _pushed = _revision;
        _nodes.Notify(node => node.SaleChangedAsync(update)).Ignore();
    }
}
