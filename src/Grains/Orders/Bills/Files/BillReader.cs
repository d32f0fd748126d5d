namespace FuelGrains.Grains.Orders.Bills.Files;

/// <summary>
/// Reads a bill row by row, so that its size does not matter. A name with a line break goes on in the next line. A fault ends the
/// reading and names its line; nobody may use a row of a bill whose end was not reached.
/// </summary>
internal sealed class BillReader(TextReader text, BillLayout layout)
{
    /// <summary>The longest row, with the lines that it goes on in. WeChat's goods name has at most 127 characters.</summary>
    private const int LongestRow = 16 * 1024;

    private Dictionary<string, int> _columns = [];
    private int[] _tail = [];
    private string? _next;
    private long _line;

    public BillFault? Fault { get; private set; }

    /// <summary>The line at which the current row begins.</summary>
    public long Line { get; private set; }

    public long Rows { get; private set; }

    /// <summary>The current row.</summary>
    public BillCells Cells { get; private set; } = new(0, 0);

    /// <summary>The summary by column, once the rows have ended.</summary>
    public Dictionary<string, string> Summary { get; } = [];

    /// <summary>The place of a column of the header, or -1.</summary>
    public int Find(string column) => _columns.GetValueOrDefault(column, -1);

    public async ValueTask<bool> ReadHeaderAsync(CancellationToken ct)
    {
        if (await LineAsync(ct) is not { } header)
            return Fail(0, "the bill is empty");
        var names = BillLayout.NamesOf(header);
        _columns = names.Select((name, i) => (name, i)).DistinctBy(c => c.name).ToDictionary(c => c.name, c => c.i);
        if (layout.Needed.FirstOrDefault(name => !_columns.ContainsKey(name)) is { } missing)
            return Fail(_line, $"the header lacks {missing}");
        var free = _columns[layout.FreeText];
        _tail = [.. layout.Tail.Select(name => _columns[name])];
        Cells = new(names.Length, free);
        return true;
    }

    /// <summary>Reads the next row. False: the rows have ended and the summary is read, or there is a fault.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        if (Fault is not null)
            return false;
        var line = _next ?? await LineAsync(ct);
        _next = null;
        while (line is { Length: 0 })
            line = await LineAsync(ct);
        if (line is null)
            return Fail(_line, "the bill ends without its sums");
        if (EndsRows(line))
            return await ReadSummaryAsync(line, ct);
        Line = _line;
        while (!IsWhole(line))
        {
            _next = await LineAsync(ct);
            if (_next is null || BeginsRow(_next) || EndsRows(_next) || line.Length + _next.Length > LongestRow)
                return Fail(Line, $"the row has not {_columns.Count} cells with amounts in yuan");
            line = $"{line}\n{_next}";
            _next = null;
        }
        Rows++;
        return true;
    }

    public bool Fail(long line, string reason)
    {
        Fault ??= new(line, reason);
        return false;
    }

    private bool IsWhole(string row)
    {
        if (!Cells.TrySplit(row))
            return false;
        foreach (var column in _tail)
            if (!BillMoney.TryRead(Cells[column], out _))
                return false;
        return true;
    }

    private bool EndsRows(string line) => line.TrimStart('`').StartsWith(layout.Summary, StringComparison.Ordinal);

    // The first cell is a time: `2021-01-28 17:07:11
    private static bool BeginsRow(string line) => line is ['`', _, _, _, _, '-', _, _, '-', ..];

    private async ValueTask<bool> ReadSummaryAsync(string header, CancellationToken ct)
    {
        if (await LineAsync(ct) is not { } values)
            return Fail(_line, "the bill ends without its sums");
        var names = BillLayout.NamesOf(header);
        var cells = values.Split(',');
        if (cells.Length != names.Length)
            return Fail(_line, $"the summary has {cells.Length} cells for {names.Length} columns");
        for (var i = 0; i < names.Length; i++)
            Summary[names[i]] = cells[i].Trim().TrimStart('`');
        while (await LineAsync(ct) is { } rest)
            if (rest.Trim().Length > 0)
                return Fail(_line, "the bill goes on behind its sums");
        return false;
    }

    private async ValueTask<string?> LineAsync(CancellationToken ct)
    {
        _line++;
        return await text.ReadLineAsync(ct);
    }
}
