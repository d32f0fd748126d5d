using FuelGrains.Grains.Campaigns.Teams;

namespace FuelGrains.Grains.Campaigns.Stock;

/// <summary>The answers about a shard's orders, by slot.</summary>
public sealed class OrderAnswers
{
    private readonly OrderSlots _orders;
    private readonly TeamBook? _teams;
    private readonly CampaignTerms _terms;

    internal OrderAnswers(OrderSlots orders, TeamBook? teams, CampaignTerms terms) =>
        (_orders, _teams, _terms) = (orders, teams, terms);

    public DateTimeOffset PayBy(int order) => _orders[order].PayBy;

    /// <summary>An order's price, in fen.</summary>
    public long AmountFen(int order) => _teams?.Seat(order).AmountFen ?? _orders[order].Quantity * _terms.SalePriceFen;

    /// <summary>The team that an order is a seat of; null in a flash sale.</summary>
    public TeamId? TeamOf(int order) => _teams?.TeamOf(order).Id;

    public HoldReply Hold(int order, HoldOutcome outcome) =>
        new(outcome, _orders[order].Id, PayBy(order), AmountFen(order));

    /// <summary>The answer to a request whose key was seen before; null for a new key.</summary>
    internal HoldReply? Seen(in HoldRequest request)
    {
        var seen = _orders.FindKey(request.Customer, request.KeyHash);
        if (seen < 0)
            return null;
        ref var slot = ref _orders[seen];
        return slot.State == SlotState.Taken || !slot.HasBody(request.BodyHash) ? new(HoldOutcome.KeyReused)
            : slot.State == SlotState.Claiming ? new(HoldOutcome.InProgress)
            : Hold(seen, HoldOutcome.Replayed);
    }

    /// <summary>The answer about a seat that is taken.</summary>
    public SeatReply Seat(int order, HoldOutcome outcome) => _teams!.Reply(order, outcome);
}
