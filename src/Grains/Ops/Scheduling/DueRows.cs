using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Scheduling;

/// <summary>
/// The rows of one table that wait for a time. A worker leases a page of due rows by moving their time ahead, so silos share the
/// work without waiting for each other, and a row whose worker dies is due again when its lease ends.
/// </summary>
/// <param name="Key">The primary key's column.</param>
/// <param name="DueAt">The column with the time at which a row is due; null is never due.</param>
/// <param name="Columns">The columns that <paramref name="Read"/> reads, in its order.</param>
public sealed record DueRows<TRow>(string Table, string Key, string DueAt, string Columns, Func<LedgerRow, TRow> Read)
{
    /// <summary>A further condition that a due row meets, in SQL; empty for none.</summary>
    public string Condition { get; init; } = "";

    /// <summary>A further assignment for a leased row, in SQL; empty for none.</summary>
    public string Assignment { get; init; } = "";

    // Only a materialized CTE takes at most @limit rows: with stale statistics PostgreSQL runs a plain subselect again and again,
    // and each time SKIP LOCKED passes over the rows that the statement itself has changed.
    private string Statement(string skipLocked) =>
        $"""
            WITH due (due_key) AS MATERIALIZED (
                SELECT {Key} FROM {Table} WHERE {DueAt} <= @now{(Condition.Length > 0 ? $" AND {Condition}" : "")}
                ORDER BY {DueAt} LIMIT @limit {skipLocked}
            )
            UPDATE {Table} SET {DueAt} = @until{(Assignment.Length > 0 ? $", {Assignment}" : "")}
            FROM due WHERE {Key} = due_key
            RETURNING {Columns}
            """;

    /// <summary>Leases at most <paramref name="limit"/> due rows, oldest first. Callers at the same moment get different rows.</summary>
    /// <param name="until">The end of the lease.</param>
    /// <param name="fill">Fills the parameters of <see cref="Condition"/>.</param>
    public Task<ImmutableArray<TRow>> LeaseAsync(
        LedgerSession session,
        DateTimeOffset now,
        DateTimeOffset until,
        int limit,
        Func<LedgerCommand, LedgerCommand>? fill = null
    )
    {
        var command = session
            .Sql(Statement(session.SkipLocked))
            .With("now", now)
            .With("until", until)
            .With("limit", limit);
        return (fill is null ? command : fill(command)).ListAsync(Read);
    }
}
