using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills.Files;
using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Orders.Bills;

/// <summary>A bill that this silo has taken. Its changes name the tries, so that a later taker's row stays as it is.</summary>
internal sealed record TakenBill(DateOnly Day, BillKind Kind, int Tries, DateTimeOffset CreatedAt)
{
    /// <summary>The bill as alarms and the audit name it: <c>bill/2026-11-29/Trade</c>.</summary>
    public string Subject => BillTable.Subject(Day, Kind);
}

/// <summary>The table bills: the only file that writes it.</summary>
internal static class BillTable
{
    private static readonly string Due =
        $"state IN ({BillState.Waiting:D}, {BillState.Running:D}, {BillState.Refused:D})";

    private static readonly string Columns = $"""
        b.day, b.kind, b.state, b.row_count,
        (SELECT count(*) FROM bill_differences d WHERE d.day = b.day AND d.bill = b.kind AND d.settled_how IS NULL),
        b.further, b.tries, b.trouble, b.next_at, b.changed_at
        """;

    public static string Subject(DateOnly day, BillKind kind) => $"bill/{ChinaTime.Text(day)}/{kind}";

    private static BillView Read(LedgerRow r) =>
        new(
            ChinaTime.Day(r.Text(0)),
            (BillKind)r.Int(1),
            (BillState)r.Int(2),
            r.Long(3),
            r.Long(4),
            r.Long(5),
            r.Int(6),
            r.TextOrNull(7),
            r.TimeOrNull(8),
            r.Time(9)
        );

    public static Task<ImmutableArray<BillView>> ListAsync(LedgerSession session, DateOnly? before, int limit) =>
        session
            .Sql(
                $"""
                SELECT {Columns} FROM bills b {(before is null ? "" : "WHERE b.day < @before")}
                ORDER BY b.day DESC, b.kind LIMIT @limit
                """
            )
            .WithUnlessNull("before", before is { } day ? ChinaTime.Text(day) : null)
            .With("limit", limit)
            .ListAsync(Read);

    /// <summary>The latest day that has a bill; null when no bill was ever planned.</summary>
    public static async Task<DateOnly?> LatestDayAsync(LedgerSession session) =>
        await session.Sql("SELECT max(day) FROM bills").FirstAsync(r => r.TextOrNull(0)) is { } text
            ? ChinaTime.Day(text)
            : null;

    /// <summary>Plans a bill that is due now. False: the bill is planned already.</summary>
    public static async Task<bool> PlanAsync(LedgerSession session, DateOnly day, BillKind kind, DateTimeOffset now) =>
        await session
            .Sql(
                $"""
                INSERT INTO bills (day, kind, state, row_count, further, tries, next_at, created_at, changed_at)
                VALUES (@day, @kind, {BillState.Waiting:D}, 0, 0, 0, @now, @now, @now) ON CONFLICT (day, kind) DO NOTHING
                """
            )
            .With("day", ChinaTime.Text(day))
            .With("kind", (int)kind)
            .With("now", now)
            .ExecuteAsync() == 1;

    /// <summary>Asks for a planned bill again, now. False: the bill is being matched.</summary>
    public static async Task<bool> PlanAgainAsync(
        LedgerSession session,
        DateOnly day,
        BillKind kind,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE bills SET state = {BillState.Waiting:D}, trouble = NULL, next_at = @now, created_at = @now, changed_at = @now
                WHERE day = @day AND kind = @kind AND state <> {BillState.Running:D}
                """
            )
            .With("day", ChinaTime.Text(day))
            .With("kind", (int)kind)
            .With("now", now)
            .ExecuteAsync() == 1;

    /// <summary>Stops a bill that waits or is being matched. False: there is nothing to stop.</summary>
    public static async Task<bool> CancelAsync(
        LedgerSession session,
        DateOnly day,
        BillKind kind,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE bills SET state = {BillState.Cancelled:D}, next_at = NULL, changed_at = @now
                WHERE day = @day AND kind = @kind AND {Due}
                """
            )
            .With("day", ChinaTime.Text(day))
            .With("kind", (int)kind)
            .With("now", now)
            .ExecuteAsync() == 1;

    public static async Task<bool> ExistsAsync(LedgerSession session, DateOnly day, BillKind kind) =>
        await session
            .Sql("SELECT 1 FROM bills WHERE day = @day AND kind = @kind")
            .With("day", ChinaTime.Text(day))
            .With("kind", (int)kind)
            .FirstAsync(r => r.Long(0)) == 1;

    /// <summary>Takes the bill that is due for longest, until the lease ends. Null: none is due.</summary>
    public static Task<TakenBill?> TakeAsync(LedgerSession session, DateTimeOffset now, DateTimeOffset until) =>
        session
            .Sql(
                $"""
                WITH due (due_day, due_kind) AS MATERIALIZED (
                    SELECT day, kind FROM bills WHERE next_at <= @now AND {Due} ORDER BY next_at, day LIMIT 1 {session.SkipLocked}
                )
                UPDATE bills SET state = {BillState.Running:D}, tries = tries + 1, row_count = 0, next_at = @until, changed_at = @now
                FROM due WHERE day = due_day AND kind = due_kind
                RETURNING day, kind, tries, created_at
                """
            )
            .With("now", now)
            .With("until", until)
            .FirstAsync(r => new TakenBill(ChinaTime.Day(r.Text(0)), (BillKind)r.Int(1), r.Int(2), r.Time(3)));

    /// <summary>Tells the progress and prolongs the lease. False: the bill is stopped or taken over.</summary>
    public static Task<bool> ProgressAsync(
        LedgerSession session,
        TakenBill bill,
        long rows,
        DateTimeOffset now,
        DateTimeOffset until
    ) => ChangeAsync(session, bill, BillState.Running, rows, further: 0, trouble: null, until, now);

    /// <summary>Ends this try. False: the bill is stopped or taken over, and nothing of the try counts.</summary>
    /// <param name="next">When WeChat is asked again; null when it is not.</param>
    public static async Task<bool> ChangeAsync(
        LedgerSession session,
        TakenBill bill,
        BillState to,
        long rows,
        long further,
        string? trouble,
        DateTimeOffset? next,
        DateTimeOffset now
    ) =>
        await session
            .Sql(
                $"""
                UPDATE bills SET state = @to, row_count = @rows, further = @further, trouble = @trouble, next_at = @next, changed_at = @now
                WHERE day = @day AND kind = @kind AND tries = @tries AND state = {BillState.Running:D}
                """
            )
            .With("to", (int)to)
            .With("rows", rows)
            .With("further", further)
            .With("trouble", trouble)
            .With("next", next)
            .With("now", now)
            .With("day", ChinaTime.Text(bill.Day))
            .With("kind", (int)bill.Kind)
            .With("tries", bill.Tries)
            .ExecuteAsync() == 1;
}
