namespace FuelGrains.WebFront.Campaigns.GroupBuys;

/// <summary>
/// A team on the wire. The JSON has no id of a customer: a member is a seat, with name and picture where the member consents.
/// </summary>
/// <param name="Revision">The number of changes of the team; showing or hiding a member's picture is none.</param>
/// <param name="CompletesWith">The number of paid seats that complete the team at its deadline; less than the size only where the
/// campaign says so.</param>
/// <param name="CompletedShort">True: the team completed with fewer members than seats.</param>
/// <param name="LeaderSeat">Null while nobody leads, or when the leader's seat is gone.</param>
/// <param name="JoinBy">The time after which no seat is taken, because the seat could not be paid for in time.</param>
/// <param name="MySeat">The caller's seat, in a response to a member.</param>
/// <param name="MyOrder">The caller's order, in a response to a present or former member. Live messages, which many share, have
/// none.</param>
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

/// <summary>The order that pays, or paid, for the caller's seat.</summary>
internal sealed record MyOrderJson(Guid Id, OrderStatus Status, DateTimeOffset PayBy, long AmountFen)
{
    public static MyOrderJson? Of(SeatOrder? order) =>
        order is null ? null : new(order.Id.Value, order.Status, order.PayBy, order.AmountFen);
}

/// <param name="Paid">False: the seat is held, waits for its payment or is released.</param>
/// <param name="Returned">True: the seat was paid, and its refund is under way or done.</param>
internal sealed record MemberJson(
    int Seat,
    bool Paid,
    bool Returned,
    string? Nickname,
    string? Avatar,
    int? InvitedBySeat
);

/// <summary>The first answer to an accepted seat; the same key gives the same bytes again.</summary>
/// <param name="Path">The mini-program's page, with the inviting seat.</param>
/// <param name="Link">The page's web address.</param>
/// <param name="Qr">The address of the link as a QR symbol.</param>
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
