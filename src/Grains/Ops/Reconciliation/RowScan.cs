using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Evaluates the rows of one table one by one, a bounded number in each run: the next rows in the order of their key, in turn, the
/// latest rows, and the suspects of the previous run. A table that is smaller than the window is evaluated whole every time.
/// </summary>
internal abstract class RowScan<TKey>(string table, string key, ReconciliationOptions options)
    where TKey : notnull
{
    // Null is the beginning of the table.
    private object? _cursor;

    protected ReconciliationOptions Options => options;

    /// <summary>Evaluates the due rows; returns the number of rows in the window and whether the window was the whole table.</summary>
    protected async Task<(long Rows, bool Complete)> RunAsync(
        LedgerSession session,
        IReadOnlyCollection<TKey> suspects,
        Func<LedgerRow, TKey> readKey
    )
    {
        var end = await session
            .Sql(
                $"SELECT {key} FROM {table} {(_cursor is null ? "" : $"WHERE {key} > @from")} ORDER BY {key} LIMIT 1 OFFSET @skip"
            )
            .With("skip", options.Window - 1)
            .WithUnlessNull("from", _cursor)
            .FirstAsync(r => (object?)readKey(r));
        var (from, complete) = (_cursor, _cursor is null && end is null);
        var conditions = new List<string> { "1 = 1" };
        if (from is not null)
            conditions.Add($"t.{key} > @from");
        if (end is not null)
            conditions.Add($"t.{key} <= @to");
        var rows = await EvaluateAsync(
            session,
            string.Join(" AND ", conditions),
            c => c.WithUnlessNull("from", from).WithUnlessNull("to", end),
            inWindow: true
        );
        _cursor = end;
        if (complete)
            return (rows, true);
        foreach (var latest in Latest)
            await EvaluateAsync(session, latest, c => c.With("latest", options.Latest), inWindow: false);
        foreach (var part in suspects.Chunk(options.MaxDiscrepancies))
            await EvaluateAsync(
                session,
                $"t.{key} {session.AnyOf<TKey>("suspects")}",
                c => c.WithAnyOf("suspects", part),
                inWindow: false
            );
        return (rows, false);
    }

    /// <summary>Conditions on <c>t</c> that select the latest <c>@latest</c> rows.</summary>
    protected abstract IReadOnlyList<string> Latest { get; }

    /// <summary>Reads and evaluates the rows of <c>t</c> that meet a condition; returns their number.</summary>
    protected abstract Task<long> EvaluateAsync(
        LedgerSession session,
        string condition,
        Func<LedgerCommand, LedgerCommand> with,
        bool inWindow
    );
}
