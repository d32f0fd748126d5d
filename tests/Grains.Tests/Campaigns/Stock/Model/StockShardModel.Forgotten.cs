using FuelGrains.GrainInterfaces.Campaigns;
using FuelGrains.GrainInterfaces.Orders;
using Shouldly;

namespace FuelGrains.Grains.Tests.Campaigns.Stock.Model;

/// <summary>
/// The orders that a shard may have forgotten with their keys: those that ended longer ago than they are kept. When the shard forgets
/// is its own matter, so the model hears of that from an answer, and judges whether it was early.
/// </summary>
internal sealed partial class StockShardModel
{
    // A shard that forgot an order does not remember it again when the clock steps back.
    private DateTimeOffset _latest = OpenShard.Opened;

    // A clock that steps back may mark an order earlier than it ended.
    private void NoteEnds()
    {
        _latest = _shard.Now > _latest ? _shard.Now : _latest;
        foreach (var order in _orders)
            if (order.EndedAt > _shard.Now)
                order.EndedAt = _shard.Now;
    }

    private void NoteForgotten(HoldRequest request, HoldOutcome? answer)
    {
        if (Of(request) is not { OnDisk: true } order || answer is HoldOutcome.Replayed or HoldOutcome.KeyReused)
            return;
        MayBeForgotten(order).ShouldBeTrue();
        order.Memory = Memory.Forgotten;
    }

    private bool MayBeForgotten(HoldReply reply) => MayBeForgotten(_orders.Single(o => o.Reply == reply));

    private bool MayBeForgotten(ModelOrder order) =>
        order.Status is OrderStatus.Cancelled or OrderStatus.Refunded && order.EndedAt + KeepEnded <= _latest;

    private ModelOrder? Of(HoldRequest request) =>
        With(request).SingleOrDefault(order => order.Memory != Memory.Forgotten);

    private ModelOrder? ForgottenOf(HoldRequest request) =>
        With(request).SingleOrDefault(order => order.Memory == Memory.Forgotten);

    private IEnumerable<ModelOrder> With(HoldRequest request) =>
        _orders.Where(o => o.Request.Customer == request.Customer && o.Request.KeyHash == request.KeyHash);

    private enum Memory
    {
        Whole,
        Forgotten,

        /// <summary>The order is forgotten, and a request showed that the disk has its key.</summary>
        KeyTaken,
    }
}
