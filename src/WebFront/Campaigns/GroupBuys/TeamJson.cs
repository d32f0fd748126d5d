namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>A team on the wire. Customers' ids are in none of it: a member is a seat, and a face where the member agreed to that.</summary>
/// <param name="Revision">Rises with each change of the team; a face that is shown or hidden is none.</param>
/// <param name="CompletesWith">How many paid seats are enough at the deadline; less than the size only where the campaign says so.</param>
/// <param name="CompletedShort">It completed with fewer members than seats.</param>
/// <param name="LeaderSeat">Null while nobody leads, or when the leader's seat is gone.</param>
/// <param name="JoinBy">From here to the deadline nobody sits down any more: the seat could not be paid for in time.</param>
/// <param name="MySeat">In an answer to a customer who sits there.</param>
/// <param name="MyOrder">In an answer to a customer who took a seat there, also when it was given up. Not in live messages, which many share.</param>
internal sealed record TeamJson(
    Guid Id,
    Guid GroupBuyId,
    long Revision,
    string Title,
    string ShareCode,
    TeamStatus Status,
    int Size,
    int Paid,
    int Taken,
    int CompletesWith,
    long PriceFen,
    DateTimeOffset OpenedAt,
    DateTimeOffset JoinBy,
    DateTimeOffset Deadline,
    DateTimeOffset? EndedAt,
    bool CompletedShort,
    int? LeaderSeat,
    int? MySeat,
    MyOrderJson? MyOrder,
    ImmutableArray<MemberJson> Members
)
{
    public static TeamJson Of(TeamView team, CampaignTerms terms, CustomerId? caller = null) =>
        new(
            team.Id.Value,
            team.Campaign.Value,
            team.Revision,
            team.Title,
            team.Id.ShareCode,
            team.Status,
            team.Size,
            team.Paid,
            team.Taken,
            terms.Group?.Enough(team.Size) ?? team.Size,
            team.PriceFen,
            team.OpenedAt,
            team.JoinBy,
            team.Deadline,
            team.EndedAt,
            team.Virtual,
            SeatOf(team, team.Leader),
            SeatOf(team, caller),
            null,
            [
                .. team.Members.Select(m => new MemberJson(
                    m.Seat,
                    m.Status is OrderStatus.Paid or OrderStatus.Fulfilled,
                    m.Status is OrderStatus.Refunding or OrderStatus.Refunded,
                    m.Nickname,
                    m.Avatar,
                    m.InvitedBySeat
                )),
            ]
        );

    private static int? SeatOf(TeamView team, CustomerId? customer) =>
        customer is null ? null : team.Members.FirstOrDefault(m => m.Customer == customer)?.Seat;
}

/// <summary>What pays, or paid, for the caller's seat.</summary>
internal sealed record MyOrderJson(Guid Id, OrderStatus Status, DateTimeOffset PayBy, long AmountFen)
{
    public static MyOrderJson? Of(SeatOrder? order) =>
        order is null ? null : new(order.Id.Value, order.Status, order.PayBy, order.AmountFen);
}

/// <param name="Paid">False: the seat is held, waits for its payment or is given back.</param>
/// <param name="Returned">It was paid, and its money is on its way back or is back.</param>
internal sealed record MemberJson(
    int Seat,
    bool Paid,
    bool Returned,
    string? Nickname,
    string? Avatar,
    int? InvitedBySeat
);

/// <summary>The first answer to an accepted seat; the same key gives the same bytes again.</summary>
/// <param name="Path">The mini-program's page, saying who invites.</param>
/// <param name="Link">The same as a web address.</param>
/// <param name="Qr">Where that link is to be had as a QR symbol.</param>
internal sealed record PlacedSeat(
    Guid OrderId,
    OrderStatus Status,
    DateTimeOffset PayBy,
    long AmountFen,
    Guid TeamId,
    int Seat,
    int Size,
    DateTimeOffset Deadline,
    string ShareCode,
    string Path,
    string Link,
    string Qr
);
