using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Customers.Notices;

/// <summary>
/// An event of which customers are notified. A new event needs a line here, a text in notices.zh-CN.json, a template in the settings, and
/// an outbox message of kind notice with the subject <c>{name}/{key}</c>.
/// </summary>
/// <param name="Facts">SQL that selects customer, title, fen, time and the id that the message's page shows, by @key.</param>
public sealed record NoticeEvent(string Name, string Facts, Func<string, object> Key)
{
    private const string OfTeam = """
        SELECT o.customer_id, s.title, o.amount_fen, coalesce(t.ended_at, t.deadline), t.id
        FROM orders o JOIN teams t ON t.id = o.team_id JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @key
        """;

    public static readonly ImmutableArray<NoticeEvent> All =
    [
        new(
            "paid",
            """
            SELECT o.customer_id, s.title, o.amount_fen, coalesce(o.paid_at, o.created_at), o.id
            FROM orders o JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @key
            """,
            Id
        ),
        new(
            "expired",
            """
            SELECT o.customer_id, s.title, o.amount_fen, coalesce(o.closed_at, o.pay_by), o.id
            FROM orders o JOIN campaigns s ON s.id = o.campaign_id WHERE o.id = @key
            """,
            Id
        ),
        new(
            "refunded",
            """
            SELECT r.customer_id, s.title, coalesce(r.payer_fen, r.amount_fen), r.updated_at, o.id
            FROM refunds r JOIN orders o ON o.id = r.order_id JOIN campaigns s ON s.id = o.campaign_id
            WHERE r.out_refund_no = @key AND r.customer_id IS NOT NULL
            UNION ALL SELECT r.customer_id, s.name, coalesce(r.payer_fen, r.amount_fen), r.updated_at, o.id
            FROM refunds r JOIN fuel_orders o ON o.id = r.order_id JOIN stations s ON s.id = o.station_id
            WHERE r.out_refund_no = @key AND r.customer_id IS NOT NULL
            """,
            text => text
        ),
        // The key is the order of the customer who is notified; the page shows the team.
        new("team-opened", OfTeam, Id),
        new("team-joined", OfTeam, Id),
        new("team-one-left", OfTeam, Id),
        new("team-completed", OfTeam, Id),
        new("team-failed", OfTeam, Id),
        new("voucher-expiring", "SELECT customer_id, title, price_fen, valid_to, id FROM vouchers WHERE id = @key", Id),
    ];

    public static NoticeEvent? Find(string name) => All.FirstOrDefault(e => e.Name == name);

    /// <summary>Reads the facts of the notice; null: there is nobody to notify.</summary>
    internal Task<NoticeFacts?> ReadAsync(LedgerSession session, string key) =>
        session.Sql(Facts).With("key", Key(key)).FirstAsync(NoticeFacts.Read);

    private static object Id(string text) => Guid.Parse(text);
}

/// <param name="About">The id of what the message's page shows.</param>
public sealed record NoticeFacts(CustomerId Customer, string Title, long AmountFen, DateTimeOffset At, Guid About)
{
    /// <summary>Reads what <see cref="NoticeEvent.Facts"/> selects.</summary>
    internal static NoticeFacts Read(LedgerRow r) => new(new(r.Id(0)), r.Text(1), r.Long(2), r.Time(3), r.Id(4));
}
