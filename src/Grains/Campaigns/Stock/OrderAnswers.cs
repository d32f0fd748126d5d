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

    /// <summary>The answer about a seat that is taken.</summary>
    public SeatReply Seat(int order, HoldOutcome outcome) => _teams!.Reply(order, outcome);
}
