using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>A payment of the ledger, as a bill is compared with it.</summary>
internal readonly record struct KnownPayment(long AmountFen, string Currency, Guid? Station, Guid? Campaign);

/// <summary>A refund of the ledger, as a bill is compared with it.</summary>
internal readonly record struct KnownRefund(string TransactionId, long AmountFen);

/// <summary>A payment or refund of the ledger that the bill of its day should have.</summary>
internal readonly record struct Expected(
    string Number,
    string? OutTradeNo,
    string TransactionId,
    long AmountFen,
    DateTimeOffset At,
    DateTimeOffset Place
);

/// <summary>
/// Reads the payments and refunds that a bill is compared with: by key for a batch of rows, and page by page for the day. Each read
/// is short, because bills are matched when sales open.
/// </summary>
internal sealed class LedgerLookup(LedgerDatabase ledger)
{
    private const int Page = 2_000;

    // A payment is received about when it was paid. Clocks differ, and a query may find a payment that nobody reported for two days.
    private static readonly TimeSpan ReceivedBefore = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan ReceivedWithin = TimeSpan.FromDays(3);

    // WeChat's clock decides on which day a refund was accepted: near midnight ours cannot tell.
    private static readonly TimeSpan NearMidnight = TimeSpan.FromMinutes(10);

    // Each statement looks up one table by its key: for a join a planner without statistics may read a whole table a batch.
    public async Task<Dictionary<string, KnownPayment>> PaymentsAsync(
        IReadOnlyCollection<string> transactions,
        CancellationToken ct
    )
    {
        var payments = await FindAsync(
            transactions,
            "SELECT transaction_id, amount_fen, currency, order_id FROM payments WHERE transaction_id",
            r => (r.Text(0), (Payment: new KnownPayment(r.Long(1), r.Text(2), null, null), Order: r.IdOrNull(3))),
            ct
        );
        var orders = payments.Values.Where(p => p.Order is not null).Select(p => p.Order!.Value).Distinct().ToList();
        var campaigns = await OwnersAsync(orders, "SELECT id, campaign_id FROM orders WHERE id", ct);
        var stations = await OwnersAsync(orders, "SELECT id, station_id FROM fuel_orders WHERE id", ct);
        return payments.ToDictionary(
            p => p.Key,
            p =>
                p.Value.Payment with
                {
                    Campaign = p.Value.Order is { } a && campaigns.TryGetValue(a, out var campaign) ? campaign : null,
                    Station = p.Value.Order is { } b && stations.TryGetValue(b, out var station) ? station : null,
                }
        );
    }

    public Task<Dictionary<string, KnownRefund>> RefundsAsync(
        IReadOnlyCollection<string> numbers,
        CancellationToken ct
    ) =>
        FindAsync(
            numbers,
            "SELECT out_refund_no, transaction_id, amount_fen FROM refunds WHERE out_refund_no",
            r => (r.Text(0), new KnownRefund(r.Text(1), r.Long(2))),
            ct
        );

    /// <summary>Every payment that the merchant was paid within a day.</summary>
    public Task EachPaymentAsync(
        DateTimeOffset from,
        DateTimeOffset to,
        string merchantId,
        Action<Expected> each,
        CancellationToken ct
    ) =>
        EachAsync(
            from - ReceivedBefore,
            """
            SELECT transaction_id, out_trade_no, transaction_id, amount_fen, paid_at, received_at FROM payments
            WHERE received_at >= @place AND received_at < @until AND (received_at > @place OR transaction_id > @number)
                AND paid_at >= @from AND paid_at < @to AND merchant_id = @merchant
            ORDER BY received_at, transaction_id LIMIT @limit
            """,
            command =>
                command
                    .With("until", to + ReceivedWithin)
                    .With("from", from)
                    .With("to", to)
                    .With("merchant", merchantId),
            each,
            ct
        );

    /// <summary>Every refund that WeChat accepted within a day, but for those near midnight.</summary>
    public Task EachRefundAsync(DateTimeOffset from, DateTimeOffset to, Action<Expected> each, CancellationToken ct) =>
        EachAsync(
            from,
            """
            SELECT out_refund_no, NULL, transaction_id, amount_fen, accepted_at, updated_at FROM refunds
            WHERE updated_at >= @place AND (updated_at > @place OR out_refund_no > @number)
                AND accepted_at >= @from AND accepted_at < @to
            ORDER BY updated_at, out_refund_no LIMIT @limit
            """,
            command => command.With("from", from + NearMidnight).With("to", to - NearMidnight),
            each,
            ct
        );

    private Task<Dictionary<Guid, Guid>> OwnersAsync(List<Guid> orders, string select, CancellationToken ct) =>
        FindAsync(orders, select, r => (r.Id(0), r.Id(1)), ct);

    private async Task<Dictionary<TKey, T>> FindAsync<TKey, T>(
        IReadOnlyCollection<TKey> numbers,
        string select,
        Func<LedgerRow, (TKey, T)> read,
        CancellationToken ct
    )
        where TKey : notnull
    {
        var found = new Dictionary<TKey, T>(numbers.Count);
        if (numbers.Count == 0)
            return found;
        await ledger.ReadAsync(
            async session =>
            {
                await session
                    .Sql($"{select} {session.AnyOf<TKey>("n")}")
                    .WithAnyOf("n", numbers)
                    .EachAsync(r =>
                    {
                        var (number, row) = read(r);
                        found[number] = row;
                    });
                return true;
            },
            ct
        );
        return found;
    }

    private async Task EachAsync(
        DateTimeOffset place,
        string sql,
        Func<LedgerCommand, LedgerCommand> fill,
        Action<Expected> each,
        CancellationToken ct
    )
    {
        var number = "";
        ImmutableArray<Expected> page;
        do
        {
            page = await ledger.ReadAsync(
                session =>
                    fill(session.Sql(sql).With("place", place).With("number", number).With("limit", Page))
                        .ListAsync(r => new Expected(
                            r.Text(0),
                            r.TextOrNull(1),
                            r.Text(2),
                            r.Long(3),
                            r.Time(4),
                            r.Time(5)
                        )),
                ct
            );
            foreach (var row in page)
                each(row);
            if (page.Length > 0)
                (place, number) = (page[^1].Place, page[^1].Number);
        } while (page.Length == Page);
    }
}
