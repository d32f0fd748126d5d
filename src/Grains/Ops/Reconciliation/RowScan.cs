using FuelGrains.Grains.Storage;

namespace FuelGrains.Grains.Ops.Reconciliation;

/// <summary>
/// Judges the rows of one table one by one, a bounded number in each look: the next ones in the order of their key, going round, the
/// latest ones, and those that were suspects the last time. A table smaller than the window is judged whole every time.
/// </summary>
internal abstract class RowScan<TKey>(string table, string key, ReconciliationOptions options)
{
    // Null: at the beginning.
    private object? _cursor;

    protected ReconciliationOptions Options => options;

    /// <summary>Runs over the rows; answers how many the window had and whether they were all there are.</summary>
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
        var rows = await JudgeAsync(
            session,
            string.Join(" AND ", conditions),
            c => c.WithUnlessNull("from", from).WithUnlessNull("to", end),
            inWindow: true
        );
        _cursor = end;
        if (complete)
            return (rows, true);
        foreach (var latest in Latest)
            await JudgeAsync(session, latest, c => c.With("latest", options.Latest), inWindow: false);
        foreach (var part in suspects.Chunk(options.MaxBreaches))
            await JudgeAsync(
                session,
                $"t.{key} IN ({LedgerCommand.Names("k", part.Length)})",
                c => c.WithEach("k", part),
                inWindow: false
            );
        return (rows, false);
    }

    /// <summary>Conditions on <c>t</c> that pick the latest rows, <c>@latest</c> of them.</summary>
    protected abstract IReadOnlyList<string> Latest { get; }

    /// <summary>Reads and judges the rows of <c>t</c> that meet a condition; answers how many.</summary>
    protected abstract Task<long> JudgeAsync(
        LedgerSession session,
        string condition,
        Func<LedgerCommand, LedgerCommand> with,
        bool inWindow
    );
}
